// wirelab grade LAB [PATH]

#include <algorithm>
#include <iostream>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/left_overs.hpp"
#include "cli/memory.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "model/text.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
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
  std::string seed;
  std::string format = "text";
  std::string html;
  double time_scale = 1;
  int jobs = 0;
  bool allow_bare = false;
};

std::uint32_t seed_from(const std::string& text) {
  if (text.empty()) return std::random_device{}() % 1'000'000;
  return static_cast<std::uint32_t>(std::stoul(text));
}

int exit_status(const Result& result) {
  if (result.status == Status::grader_fault) return fault;
  return result.full_marks() ? full_marks : not_full_marks;
}

GradeOptions options_from(const Arguments& arguments, const Places& places) {
  GradeOptions options;
  options.bugs = places.bugs;
  options.seed = seed_from(arguments.seed);
  options.time_scale = arguments.time_scale;
  options.jobs = arguments.jobs;
  options.only.insert(arguments.only.begin(), arguments.only.end());
  options.submission = arguments.path.empty() ? "" : shell_word(arguments.path);
  if (arguments.time_scale != 1) options.replay_arguments += fmt::format(" --time-scale {:g}", arguments.time_scale);
  if (arguments.allow_bare) options.replay_arguments += " --allow-bare";
  return options;
}

void isolate(const Arguments& arguments, GradeOptions& options) {
  options.isolation = choose_isolation(arguments.allow_bare);
  if (options.isolation == Isolation::namespaces) prepare_for_boxes();
}

/// Grades, and tells the result how the same submission did the last time.
Result grade_and_remember(const Lab& lab, const Places& places, const std::filesystem::path& submission,
                          const GradeOptions& options) {
  auto result = grade(lab, checks_program(places, lab.name), submission, options);
  if (result.status != Status::graded) return result;
  Memory memory(lab.name);
  const bool whole = options.only.empty();
  if (whole) result.met_before = memory.met_of(submission);
  memory.keep(submission, result, whole);
  return result;
}

/// The student's own folders, one lab after another, and a table.
int run_all(const Arguments& arguments, const Places& places) {
  if (!arguments.path.empty() || !arguments.only.empty() || !arguments.show.empty() || arguments.format != "text" ||
      !arguments.html.empty())
    throw UsageError("'grade all' grades your own folders: it takes no PATH, --only, --show, --format or --html");
  auto options = options_from(arguments, places);
  const LeftOvers left_overs;
  isolate(arguments, options);
  const auto style = TerminalStyle::of_standard_output();
  std::vector<LabResult> results;
  for (const auto& name : lab_names(places.labs)) {
    const auto lab = load_lab(places.labs / name);
    results.push_back({lab.title, grade_and_remember(lab, places, places.labs / name, options)});
    std::cout << terminal_heading(name, lab.title, style) << terminal_report(results.back().result, style) << "\n" << std::flush;
  }
  std::cout << terminal_overview(results, style) << std::flush;
  int status = full_marks;
  for (const auto& [title, result] : results) status = std::max(status, exit_status(result));
  return status;
}

int run(const Arguments& arguments) {
  const auto places = find_places();
  if (arguments.lab == "all") return run_all(arguments, places);
  const auto lab = load_lab(places.labs / resolve_lab_name(arguments.lab, lab_names(places.labs)));
  auto options = options_from(arguments, places);
  const auto submission =
      std::filesystem::absolute(arguments.path.empty() ? places.labs / lab.name : std::filesystem::path(arguments.path));
  const std::set<std::string> shown(arguments.show.begin(), arguments.show.end());
  for (const auto& id : shown)
    if (std::ranges::find(lab.requirements, id, &Requirement::id) == lab.requirements.end())
      throw UsageError(fmt::format("{} has no requirement {}", lab.name, id));
  const auto page = arguments.html.empty() ? std::filesystem::path() : std::filesystem::absolute(arguments.html);
  const LeftOvers left_overs;
  isolate(arguments, options);
  const auto result = grade_and_remember(lab, places, submission, options);
  if (arguments.format == "json")
    std::cout << json_report(result) << std::flush;
  else
    std::cout << terminal_report(result, TerminalStyle::of_standard_output(), shown) << std::flush;
  if (!std::cout) throw GraderFault("cannot write the report to standard output");
  if (!page.empty()) write_whole_file(page, html_report(result, lab.title, shown));
  return exit_status(result);
}

}  // namespace

void add_grade(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("grade", "grade a submission and say what was seen");
  command->add_option("LAB", arguments->lab, "the lab: 3, lab03 or its full name; all: each of your own")->required();
  command->add_option("PATH", arguments->path, "a source file or a folder; default: your own folder under labs/");
  command->add_option("--only", arguments->only, "only this requirement (R10); may be given several times")->delimiter(',');
  command
      ->add_option("--show", arguments->show, "draw the conversation of this requirement, met or not; may be given several times")
      ->delimiter(',');
  command->add_option("--seed", arguments->seed, "repeat a run: the number that its report printed")
      ->check(CLI::Range(std::uint32_t{0}, std::uint32_t{4294967295}));
  command->add_option("--format", arguments->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--html", arguments->html, "also write the report to this file, as a page for a browser")->type_name("FILE");
  command->add_option("--time-scale", arguments->time_scale, "stretch every bound on time, for slow machines")
      ->check(CLI::Range(0.1, 100.0));
  command->add_option("--jobs", arguments->jobs, "checks at the same time")->check(CLI::Range(1, 256));
  command->add_flag("--allow-bare", arguments->allow_bare, "grade without isolation where there is none; for practice only");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
