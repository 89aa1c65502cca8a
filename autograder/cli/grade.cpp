// wirelab grade LAB [PATH]

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/complaint.hpp"
#include "cli/formats.hpp"
#include "cli/left_overs.hpp"
#include "cli/memory.hpp"
#include "diagnosis/bugs.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "model/text.hpp"
#include "report/html.hpp"
#include "report/terminal.hpp"
#include "report/whole_file.hpp"
#include "runner/grade.hpp"

namespace wirelab {
namespace {

struct Arguments {
  std::string lab;
  std::string path;
  std::vector<std::string> only;
  std::vector<std::string> show;
  std::optional<std::uint32_t> seed;
  std::string format = "text";
  std::string html;
  std::string pcap;
  std::string output;
  std::string audience = "student";
  std::string lab_folder;
  bool count_withheld = false;
  bool exit_zero = false;
  double time_scale = 1;
  int jobs = 0;
  std::string isolation;
  bool allow_bare = false;
};

int exit_status(const Result& result) {
  if (result.status == Status::grader_fault) return fault;
  return result.full_marks() ? full_marks : not_full_marks;
}

GradeOptions options_from(const Arguments& arguments) {
  GradeOptions options;
  options.seed = arguments.seed ? *arguments.seed : std::random_device{}() % 1'000'000;
  options.time_scale = arguments.time_scale;
  options.jobs = arguments.jobs;
  options.only.insert(arguments.only.begin(), arguments.only.end());
  options.submission = arguments.path;
  if (arguments.time_scale != 1) options.replay_arguments += fmt::format(" --time-scale {:g}", arguments.time_scale);
  if (!arguments.isolation.empty()) options.replay_arguments += " --isolation " + arguments.isolation;
  if (arguments.allow_bare) options.replay_arguments += " --allow-bare";
  return options;
}

/// FOLDER, made when it is not there. Throws UsageError.
std::filesystem::path folder_for_packets(const std::filesystem::path& folder, Isolation isolation) {
#ifdef WIRELAB_STATIC
  throw UsageError(
      "--pcap: this wirelab is linked statically and cannot capture packets; one that you build yourself can (make build)");
#endif
  if (isolation != Isolation::namespaces)
    throw UsageError("--pcap needs a network of its own for each check, and this machine gives none: see 'wirelab doctor'");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!std::filesystem::is_directory(folder)) throw UsageError(fmt::format("{}: no folder for --pcap", folder.string()));
  return std::filesystem::absolute(folder);
}

Counted counted(const Arguments& arguments) { return arguments.count_withheld ? Counted::all : Counted::shown; }

/// All that may fail by a fault of the machine or of an installation, before anything is graded.
void prepare(const Arguments& arguments, const Places& places, GradeOptions& options) {
  // The rules know the labs of this repository; of another one they would name bugs that it does not have.
  if (arguments.lab_folder.empty()) options.bugs = std::make_shared<const diagnosis::Bugs>(diagnosis::Bugs::read(places.bugs));
  IsolationWish wish;
  wish.allow_bare = arguments.allow_bare;
  if (!arguments.isolation.empty()) wish.at_most = isolation_from(arguments.isolation);
  options.isolation = choose_isolation(wish);
  if (options.isolation == Isolation::namespaces) prepare_for_boxes();
  if (!arguments.pcap.empty()) options.pcap = folder_for_packets(arguments.pcap, options.isolation);
}

/// Grades, and tells the result how the same submission did the last time.
Result grade_and_remember(const Lab& lab, const std::filesystem::path& checks, const std::filesystem::path& submission,
                          const GradeOptions& options) {
  auto result = grade(lab, checks, submission, options);
  if (result.status != Status::graded) return result;
  // It is the student's own memory: only what a student may see goes into it.
  const auto shown = seen_by(result, Audience::student);
  Memory memory(lab.name);
  const bool whole = options.only.empty();
  if (whole && !shown.anything_withheld()) result.met_before = memory.met_of(submission);
  memory.keep(submission, shown, whole);
  return result;
}

/// One of the student's own. That its sources are not there is no reason to keep the other labs from him.
Result grade_or_say_why_not(const Lab& lab, const Places& places, const GradeOptions& options) {
  try {
    return grade_and_remember(lab, checks_program(places, lab.name), places.own / lab.name, options);
  } catch (const SubmissionError& error) {
    return not_built(lab, options, error.what());
  }
}

/// The student's own folders, one lab after another, and a table.
int run_all(const Arguments& arguments, const Places& places) {
  if (!arguments.path.empty() || !arguments.only.empty() || !arguments.show.empty() || arguments.format != "text" ||
      !arguments.html.empty() || !arguments.output.empty() || !arguments.pcap.empty())
    throw UsageError("'grade all' grades your own folders: it takes no PATH, --only, --show, --format, --output, --html or --pcap");
  auto options = options_from(arguments);
  const LeftOvers left_overs;
  prepare(arguments, places, options);
  const auto style = TerminalStyle::of_standard_output();
  std::vector<LabResult> results;
  const auto audience = audience_from(arguments.audience);
  for (const auto& name : lab_names(places.labs)) {
    const auto lab = load_lab(places.labs / name);
    results.push_back({lab.title, seen_by(grade_or_say_why_not(lab, places, options), audience, counted(arguments))});
    std::cout << terminal_heading(name, lab.title, style) << terminal_report(results.back().result, style) << "\n" << std::flush;
  }
  std::cout << terminal_overview(results, style) << std::flush;
  if (!std::cout) throw GraderFault("cannot write the report to standard output");
  int status = full_marks;
  for (const auto& [title, result] : results) status = std::max(status, exit_status(result));
  return arguments.exit_zero && status == not_full_marks ? int{full_marks} : status;
}

/// The lab that was asked for: one of ours, or one of an instructor's own (--lab-dir), which has its checks beside its lab.toml.
struct Asked {
  Lab lab;
  std::filesystem::path checks;
  std::filesystem::path own;  ///< what is graded when no PATH is given
  std::string path;           ///< PATH; may be empty
};

Asked asked_for(const Arguments& arguments, const Places& places) {
  if (arguments.lab_folder.empty()) {
    if (arguments.lab.empty()) throw UsageError("which lab? wirelab grade LAB [PATH]; 'wirelab list' shows them");
    auto lab = load_lab(places.labs / resolve_lab_name(arguments.lab, lab_names(places.labs)));
    auto checks = checks_program(places, lab.name);
    auto own = places.own / lab.name;
    return {std::move(lab), std::move(checks), std::move(own), arguments.path};
  }
  if (!arguments.path.empty()) throw UsageError("with --lab-dir there is only PATH: wirelab grade --lab-dir DIR PATH");
  const auto folder = std::filesystem::absolute(arguments.lab_folder);
  if (!std::filesystem::exists(folder / "lab.toml")) throw UsageError(fmt::format("there is no lab.toml in {}", folder.string()));
  return {load_lab(folder), folder / "checks", folder, arguments.lab};
}

/// For a machine that reads the report, a fault and a submission without its files are reports, too.
Result grade_for_a_machine(const Arguments& arguments, const Places& places, const Asked& asked,
                           const std::filesystem::path& submission, GradeOptions& options, std::optional<LeftOvers>& left_overs) {
  try {
    left_overs.emplace();
    prepare(arguments, places, options);
    auto result = grade(asked.lab, asked.checks, submission, options);
    // A platform that gets no report shows what stands here.
    const auto fault = std::ranges::find(result.checks, Outcome::grader_fault, &CheckResult::outcome);
    if (fault != result.checks.end()) std::cerr << complaint_of(GraderFault(fault->saw));
    return result;
  } catch (const SubmissionError& error) {
    return not_built(asked.lab, options, error.what());
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {
    std::cerr << complaint_of(error);
    return not_graded(asked.lab, options, error.what());
  }
}

/// Nothing of nothing would be full marks. (Gradescope shows each requirement in its own time.)
void refuse_an_empty_report(const Lab& lab, const GradeOptions& options, const ReportRequest& request) {
  if (request.format == "gradescope" || (options.only.empty() && request.counted == Counted::all)) return;
  const bool any = std::ranges::any_of(lab.requirements, [&](const Requirement& requirement) {
    return (options.only.empty() || options.only.contains(requirement.id)) &&
           may_see(request.audience, to_string(requirement.visibility));
  });
  if (!any) throw UsageError("nothing of what is asked for is shown to this audience: see --audience");
}

/// Puts the report where it was asked for. Where the platform is to get none, what an earlier run has left there goes.
void put(const std::optional<std::string>& report, const std::filesystem::path& file) {
  if (file.empty()) {
    if (report) std::cout << *report << std::flush;
    if (!std::cout) throw GraderFault("cannot write the report to standard output");
  } else if (report) {
    write_whole_file(file, *report);
  } else {
    remove_whole_file(file);
  }
}

std::filesystem::path absolute_or_empty(const std::string& path) {
  return path.empty() ? std::filesystem::path() : std::filesystem::absolute(path);
}

int run(const Arguments& arguments) {
  const auto places = find_places();
  if (arguments.lab == "all" && arguments.lab_folder.empty()) return run_all(arguments, places);
  const auto asked = asked_for(arguments, places);
  const auto& lab = asked.lab;
  auto options = options_from(arguments);
  options.submission = asked.path;
  if (!arguments.lab_folder.empty()) options.lab_folder = arguments.lab_folder;
  const auto submission = std::filesystem::absolute(asked.path.empty() ? asked.own : std::filesystem::path(asked.path));
  ReportRequest request;
  request.format = arguments.format;
  request.audience = audience_from(arguments.audience);
  request.counted = counted(arguments);
  request.folder = folder_of(submission);
  request.shown.insert(arguments.show.begin(), arguments.show.end());
  for (const auto& id : request.shown)
    if (lab.find(id) == nullptr) throw UsageError(fmt::format("{} has no requirement {}", lab.name, id));
  for (const auto& id : options.only)
    if (lab.find(id) == nullptr) throw UsageError(fmt::format("{} has no requirement {}", lab.name, id));
  refuse_an_empty_report(lab, options, request);
  const auto page = absolute_or_empty(arguments.html);
  const auto file = absolute_or_empty(arguments.output);
  std::optional<LeftOvers> left_overs;
  Result result;
  if (is_for_a_machine(arguments.format)) {
    result = grade_for_a_machine(arguments, places, asked, submission, options, left_overs);
  } else {
    left_overs.emplace();
    prepare(arguments, places, options);
    result = grade_and_remember(lab, asked.checks, submission, options);
  }
  put(make_report(request, lab, result), file);
  const auto shown = seen_by(result, request.audience, request.counted);
  if (!page.empty()) write_whole_file(page, html_report(shown, lab.title, request.shown));
  const int status = exit_status(shown);
  return arguments.exit_zero && status == not_full_marks ? int{full_marks} : status;
}

}  // namespace

void add_grade(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("grade", "grade a submission and say what was seen");
  command->add_option("LAB", arguments->lab, "the lab: 3, lab03 or its full name; all: each of your own");
  command->add_option("PATH", arguments->path, "a source file or a folder; default: your own folder under labs/");
  command
      ->add_option("--lab-dir", arguments->lab_folder,
                   "a lab of your own: the folder with its lab.toml and its checks, in place of LAB")
      ->type_name("DIR");
  // One value each (or a list with commas), so that LAB and PATH may come after them.
  command->add_option("--only", arguments->only, "only this requirement (R10); may be given several times")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      ->add_option("--show", arguments->show, "draw the conversation of this requirement, met or not; may be given several times")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--seed", arguments->seed, "repeat a run: the number that its report printed")
      ->check(CLI::Range(std::uint32_t{0}, std::uint32_t{4294967295}));
  command->add_option("--format", arguments->format, "how to report")->check(CLI::IsMember(format_names()));
  command->add_option("--output", arguments->output, "write the report to this file, whole or not at all")->type_name("FILE");
  command
      ->add_option("--audience", arguments->audience, "who reads it: requirements that this audience may not see yet are left out")
      ->check(CLI::IsMember({"student", "after-due", "after-published", "instructor"}));
  command->add_flag("--count-withheld", arguments->count_withheld, "the score counts also what the audience does not see");
  command->add_flag("--exit-zero", arguments->exit_zero, "exit with 0 whatever the score is");
  command->add_option("--html", arguments->html, "also write the report to this file, as a page for a browser")->type_name("FILE");
  command
      ->add_option("--pcap", arguments->pcap,
                   "also keep the packets of each check in this folder, for Wireshark (not with the Debian package)")
      ->type_name("DIR");
  command->add_option("--time-scale", arguments->time_scale, "stretch every bound on time, for slow machines")
      ->check(CLI::Range(0.1, 100.0));
  command->add_option("--jobs", arguments->jobs, "checks at the same time")->check(CLI::Range(1, 256));
  command
      ->add_option("--isolation", arguments->isolation,
                   "use nothing better than this (namespaces, uid, bare), so that results agree between machines")
      ->check(CLI::IsMember({"namespaces", "uid", "bare"}));
  command->add_flag("--allow-bare", arguments->allow_bare, "grade without isolation where there is none; for practice only");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
