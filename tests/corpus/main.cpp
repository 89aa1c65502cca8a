// corpus: grades every program of the corpus and compares each verdict with the manifest.
//
//   corpus --submissions tests/submissions              once each: the test that proves the checks
//   corpus --submissions ... --times 200 --busy-loops 4  the soak: not one verdict may differ

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <fstream>
#include <iostream>
#include <list>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "diagnosis/bugs.hpp"
#include "load.hpp"
#include "manifest.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "process/build.hpp"
#include "process/isolation.hpp"
#include "process/poll_step.hpp"
#include "process/system_call.hpp"
#include "runner/grade.hpp"

namespace wirelab::corpus {
namespace {

/// The skeleton may get little: it listens nowhere.
constexpr double most_points_of_a_skeleton = 20;

struct Options {
  std::filesystem::path submissions;
  std::string lab;
  std::string only;
  int times = 1;
  int busy_loops = 0;
  int parallel = 4;
  std::filesystem::path results;
  std::shared_ptr<const diagnosis::Bugs> bugs;
};

/// How often the diagnosis was right.
struct Names {
  std::size_t exact = 0;           ///< it names the bug
  std::size_t of_its_class = 0;    ///< it names one that cannot be told apart from it
  std::size_t rightly_silent = 0;  ///< there is no bug, or none that has a name
  std::size_t missing = 0;
  std::size_t wrong = 0;

  Names& operator+=(const Names& more) {
    exact += more.exact;
    of_its_class += more.of_its_class;
    rightly_silent += more.rightly_silent;
    missing += more.missing;
    wrong += more.wrong;
    return *this;
  }
};

/// One line of the table at the end.
struct Row {
  std::string lab;
  std::size_t correct = 0;
  std::size_t buggy = 0;
  std::size_t requirements = 0;
  std::size_t failed = 0;  ///< requirements that some program fails
  std::size_t alone = 0;   ///< ... and no other with it
  std::size_t bugs = 0;    ///< that the checks must tell apart
  std::size_t absent = 0;  ///< of those
  std::size_t gradings = 0;
  std::size_t verdicts = 0;
  std::size_t different = 0;
  Names names;
};

struct Counts {
  std::size_t programs = 0;
  std::size_t gradings = 0;
  std::size_t verdicts = 0;
  std::size_t different = 0;
  Names names;
};

std::string describe(const CheckResult& check, Outcome expected) {
  auto text = fmt::format("    {} is {}, must be {}", check.id, to_string(check.outcome), to_string(expected));
  if (!check.saw.empty())
    text += fmt::format("\n      did       {}\n      expected  {}\n      saw       {}", check.did, check.expected, check.saw);
  for (const auto& line : check.evidence) text += "\n      evidence  " + line;
  return text;
}

/// What is wrong with RESULT, a line each.
std::vector<std::string> differences(const Submission& submission, const Result& result) {
  std::vector<std::string> lines;
  for (const auto& check : result.checks) {
    if (check.outcome == Outcome::grader_fault ||
        (!submission.expected.empty() && submission.expected.at(check.id) != check.outcome))
      lines.push_back(describe(check, submission.expected.empty() ? Outcome::fail : submission.expected.at(check.id)));
  }
  if (submission.expected.empty() && result.score > most_points_of_a_skeleton)
    lines.push_back(fmt::format("    {} points for the skeleton", result.score));
  return lines;
}

/// What the diagnosis called the program, and whether it may.
std::string count_names(const Submission& submission, const Result& result, Names& names) {
  std::set<std::string> said;
  for (const auto& check : result.checks)
    if (check.diagnosis) said.insert(check.diagnosis->id);
  const bool allowed = std::ranges::all_of(said, [&](const std::string& id) { return submission.names.contains(id); });
  if (allowed && said.empty() == submission.names.empty()) {
    const bool exact = said == std::set{submission.bug} || (submission.bug.empty() && said == submission.names);
    (said.empty() ? names.rightly_silent : exact ? names.exact : names.of_its_class) += 1;
    return {};
  }
  (said.empty() ? names.missing : names.wrong) += 1;
  return fmt::format("    the diagnosis says [{}], must be [{}]", fmt::join(said, " "), fmt::join(submission.names, " or "));
}

void save(const Result& result, const Submission& submission, const std::filesystem::path& folder) {
  auto name = submission.name;
  std::ranges::replace(name, '/', '.');
  std::ofstream(folder / (result.lab + "." + name + ".json"))
      << nlohmann::json(result).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

/// Some of the gradings of one program: a slow one is not to be left over, alone, when all others are done.
struct Task {
  const Submission* submission;
  int first;
  int count;
};
constexpr int most_gradings_of_a_task = 25;

/// Of all programs the first ones, then of all the next ones.
std::deque<Task> tasks_of(const std::vector<Submission>& corpus, const Options& options) {
  std::deque<Task> tasks;
  for (int first = 0; first < options.times; first += most_gradings_of_a_task)
    for (const auto& submission : corpus)
      if (submission.name.find(options.only) != std::string::npos)
        tasks.push_back({&submission, first, std::min(most_gradings_of_a_task, options.times - first)});
  return tasks;
}

/// What a task came to.
struct Report {
  Counts counts;
  std::string text;
};

Report grade_many(const Lab& lab, const std::filesystem::path& checks, const Task& task, const Options& options) {
  Report report;
  const auto& submission = *task.submission;
  const TemporaryFolder folder;
  const auto build = build_programs(find_sources(lab, submission.path), Isolation::namespaces, folder.path());
  if (!build.ok) throw GraderFault(fmt::format("{} does not build:\n{}", submission.name, build.diagnostics));
  report.counts.programs = task.first == 0 ? 1 : 0;
  const auto began = std::chrono::steady_clock::now();
  std::set<std::string> told;
  for (int time = task.first; time < task.first + task.count; ++time) {
    GradeOptions grading;
    grading.seed = static_cast<std::uint32_t>(1000 + time);
    grading.bugs = options.bugs;
    const auto result = grade_built(lab, checks, programs_folder(folder.path()), grading);
    ++report.counts.gradings;
    report.counts.verdicts += result.checks.size();
    auto lines = differences(submission, result);
    if (const auto line = count_names(submission, result, report.counts.names); !line.empty()) lines.push_back(line);
    if (!options.results.empty()) save(result, submission, options.results);
    for (const auto& line : lines) {
      ++report.counts.different;
      if (told.insert(line.substr(0, 8)).second)
        report.text += fmt::format("{}, seed {}:\n{}\n", submission.name, grading.seed, line);
    }
  }
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  report.text += fmt::format("  {:<44} {:>4} x {:>7.0f} ms  {}\n", submission.name, task.count, 1000 * took / task.count,
                             told.empty() ? "as it must be" : "DIFFERS");
  return report;
}

/// A program that is being graded by a process of its own.
struct Running {
  std::string name;
  pid_t process = 0;
  Descriptor words;
  std::string text;
};

[[noreturn]] void grade_in_child(const Lab& lab, const std::filesystem::path& checks, const Task& task, const Options& options,
                                 const Descriptor& words) {
  // Each of our programs has a session, and so a share of the processors, of its own (sched(7), autogroup). Its grader must not
  // have to do with a thirtieth of one: it would see programs that run in circles long after they have shown that they do.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setsid();
  std::string text;
  try {
    const auto report = grade_many(lab, checks, task, options);
    const auto& names = report.counts.names;
    text = fmt::format("{} {} {} {} {} {} {} {} {}\n{}", report.counts.programs, report.counts.gradings, report.counts.verdicts,
                       report.counts.different, names.exact, names.of_its_class, names.rightly_silent, names.missing, names.wrong,
                       report.text);
  } catch (const std::exception& failure) {
    text = fmt::format("{} 0 0 1 0 0 0 0 0\n{}: {}\n", task.first == 0 ? 1 : 0, task.submission->name, failure.what());
  }
  for (std::string_view left = text; !left.empty();) {
    const auto count = write(words.get(), left.data(), left.size());
    if (count <= 0) _exit(3);
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  _exit(0);
}

Running start(const Lab& lab, const std::filesystem::path& checks, const Task& task, const Options& options) {
  auto words = make_pipe();
  const pid_t child = must(fork(), "fork");
  if (child == 0) grade_in_child(lab, checks, task, options, words.write_end);
  return {task.submission->name, child, std::move(words.read_end), {}};
}

/// Takes what RUNNING has to say. False: it is done, and counted in COUNTS.
bool listen_to(Running& running, Counts& counts) {
  std::array<char, 4096> buffer;
  const auto count = read(running.words.get(), buffer.data(), buffer.size());
  if (count > 0) {
    running.text.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }
  waitpid(running.process, nullptr, 0);
  std::istringstream words(running.text);
  Counts own;
  if (!(words >> own.programs >> own.gradings >> own.verdicts >> own.different >> own.names.exact >> own.names.of_its_class >>
        own.names.rightly_silent >> own.names.missing >> own.names.wrong)) {
    std::cout << running.name << ": the grading process died\n";
    own.different = 1;
  }
  counts.programs += own.programs;
  counts.gradings += own.gradings;
  counts.verdicts += own.verdicts;
  counts.different += own.different;
  counts.names += own.names;
  std::cout << running.text.substr(std::min(running.text.size(), running.text.find('\n') + 1)) << std::flush;
  return false;
}

/// Grades all, several at the same time.
Counts grade_all(const Lab& lab, const std::filesystem::path& checks, const std::vector<Submission>& corpus,
                 const Options& options) {
  Counts counts;
  std::list<Running> running;
  std::vector<pollfd> watched;
  auto tasks = tasks_of(corpus, options);
  while (true) {
    for (; !tasks.empty() && running.size() < static_cast<std::size_t>(options.parallel); tasks.pop_front())
      running.push_back(start(lab, checks, tasks.front(), options));
    if (running.empty()) return counts;
    watched.clear();
    for (const auto& one : running) watched.push_back({one.words.get(), POLLIN, 0});
    wait_for_event(watched);
    std::size_t at = 0;
    for (auto one = running.begin(); one != running.end();)
      one = watched[at++].revents == 0 || listen_to(*one, counts) ? std::next(one) : running.erase(one);
  }
}

/// Whether SUBMISSION fails nothing but the requirement ID.
bool fails_alone(const Submission& submission, const std::string& id) {
  return std::ranges::all_of(submission.expected,
                             [&](const auto& entry) { return (entry.second == Outcome::fail) == (entry.first == id); });
}

/// The kill matrix: which programs fail each requirement; and what is known to be missing.
void show_kill_matrix(const Lab& lab, const Corpus& corpus, Row& row) {
  std::cout << "\n";
  for (const auto& requirement : lab.requirements) {
    std::vector<std::string> killers;
    bool alone = false;
    for (const auto& submission : corpus.submissions) {
      const auto outcome = submission.expected.find(requirement.id);
      if (outcome == submission.expected.end() || outcome->second != Outcome::fail) continue;
      killers.push_back(submission.name.substr(submission.name.find('/') + 1));
      alone = alone || fails_alone(submission, requirement.id);
    }
    row.failed += killers.empty() ? 0 : 1;
    row.alone += alone ? 1 : 0;
    std::cout << fmt::format("  {} is failed by {:>2}: {}\n", requirement.id, killers.size(),
                             killers.empty() ? "NOBODY: its check proves nothing" : fmt::format("{}", fmt::join(killers, ", ")));
  }
  for (const auto& [bug, why] : corpus.absent) std::cout << fmt::format("  {} is absent: {}\n", bug, why);
  for (const auto& one : corpus.classes)
    std::cout << fmt::format("  {} {}: {}\n", fmt::join(one.bugs, ", "), one.unnamed ? "get no name" : "cannot be told apart",
                             one.why);
}

Row prove(const std::string& name, const Places& places, const Options& options) {
  const auto lab = load_lab(places.labs / name);
  const auto corpus = read_corpus(lab, options.submissions / name, places.solutions / name, places.labs / name);
  Row row;
  row.lab = name;
  row.requirements = lab.requirements.size();
  row.bugs = corpus.bugs.size();
  for (const auto& bug : corpus.bugs) row.absent += corpus.absent.contains(bug) ? 1 : 0;
  for (const auto& submission : corpus.submissions) {
    row.correct += submission.name.starts_with("correct/") ? 1 : 0;
    row.buggy += submission.name.starts_with("buggy/") ? 1 : 0;
  }
  std::cout << fmt::format("{}: {} programs, {} requirements\n", name, corpus.submissions.size(), lab.requirements.size());
  const auto counts = grade_all(lab, checks_program(places, name), corpus.submissions, options);
  row.gradings = counts.gradings;
  row.verdicts = counts.verdicts;
  row.different = counts.different;
  row.names = counts.names;
  show_kill_matrix(lab, corpus, row);
  std::cout << "\n" << std::flush;
  return row;
}

void show_table(const std::vector<Row>& rows, const Options& options) {
  std::cout << fmt::format("{:<24} {:>7} {:>6} {:>13} {:>7} {:>6} {:>5} {:>7} {:>9} {:>9} {:>7}\n", "lab", "correct", "buggy",
                           "requirements", "failed", "alone", "bugs", "absent", "gradings", "verdicts", "differ");
  for (const auto& row : rows)
    std::cout << fmt::format("{:<24} {:>7} {:>6} {:>13} {:>7} {:>6} {:>5} {:>7} {:>9} {:>9} {:>7}\n", row.lab, row.correct,
                             row.buggy, row.requirements, row.failed, row.alone, row.bugs, row.absent, row.gradings, row.verdicts,
                             row.different);
  std::cout
      << "correct, buggy: programs beside the reference and the skeleton. failed: requirements that some program fails; alone: by\n"
         "itself. bugs: that the checks must tell apart; absent: those that cannot be shown, each with its reason above.\n";
  std::cout << fmt::format("\n{:<24} {:>9} {:>9} {:>9} {:>8} {:>6}\n", "diagnosis", "exact", "class", "silent", "missing", "wrong");
  for (const auto& row : rows)
    std::cout << fmt::format("{:<24} {:>9} {:>9} {:>9} {:>8} {:>6}\n", row.lab, row.names.exact, row.names.of_its_class,
                             row.names.rightly_silent, row.names.missing, row.names.wrong);
  std::cout << "Of all gradings. exact: the bug is named; class: one that cannot be told apart from it; silent: rightly, there is "
               "none or it has\n"
               "no name. missing and wrong differ.\n";
  if (options.busy_loops > 0)
    std::cout << fmt::format("Graded {} times each, with {} busy loops beside them.\n", options.times, options.busy_loops);
}

int run(Options options) {
  const auto places = find_places();
  options.bugs = std::make_shared<const diagnosis::Bugs>(diagnosis::Bugs::read(places.bugs));
  prepare_for_boxes();
  const BusyLoops beside(options.busy_loops);
  std::vector<Row> rows;
  const auto names = lab_names(places.labs);
  for (const auto& name : names)
    if (options.lab.empty() || resolve_lab_name(options.lab, names) == name) rows.push_back(prove(name, places, options));
  show_table(rows, options);
  const bool proved =
      std::ranges::all_of(rows, [](const Row& row) { return row.different == 0 && row.failed == row.requirements; });
  return proved ? 0 : 1;
}

}  // namespace
}  // namespace wirelab::corpus

int main(int argc, char** argv) {
  wirelab::corpus::Options options;
  CLI::App app("Grades the corpus and compares", "corpus");
  app.add_option("--submissions", options.submissions, "the folder with one folder a lab")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--lab", options.lab, "only this lab");
  app.add_option("--only", options.only, "only programs with this in their name");
  app.add_option("--times", options.times, "how often each program is graded")->check(CLI::PositiveNumber);
  app.add_option("--busy-loops", options.busy_loops, "processes that use the processors meanwhile");
  app.add_option("--parallel", options.parallel, "programs graded at the same time")->check(CLI::PositiveNumber);
  app.add_option("--results", options.results, "a folder for the result of each program")->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  try {
    return wirelab::corpus::run(options);
  } catch (const std::exception& error) {
    std::cerr << "corpus: " << error.what() << "\n";
    return 3;
  }
}
