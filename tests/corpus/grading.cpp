#include "grading.hpp"

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
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "diagnosis/bugs.hpp"
#include "differences.hpp"
#include "model/fault.hpp"
#include "process/build.hpp"
#include "process/descriptor.hpp"
#include "process/isolation.hpp"
#include "process/poll_step.hpp"
#include "process/system_call.hpp"
#include "runner/grade.hpp"

namespace wirelab::corpus {
namespace {

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
std::deque<Task> tasks_of(const std::vector<Submission>& corpus, const HowToGrade& how) {
  std::deque<Task> tasks;
  for (int first = 0; first < how.times; first += most_gradings_of_a_task)
    for (const auto& submission : corpus)
      if (submission.name.find(how.only) != std::string::npos)
        tasks.push_back({&submission, first, std::min(most_gradings_of_a_task, how.times - first)});
  return tasks;
}

/// What a task came to, as its process tells it.
struct Report {
  std::size_t verdicts = 0;
  std::size_t different = 0;
  std::vector<Told> told;  ///< by the diagnosis, of each grading
  std::string text;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Report, verdicts, different, told, text)

Report grade_many(const Lab& lab, const std::filesystem::path& checks, const Task& task, const HowToGrade& how) {
  Report report;
  const auto& submission = *task.submission;
  const TemporaryFolder folder;
  const auto build = build_programs(find_sources(lab, submission.path), Isolation::namespaces, folder.path());
  if (!build.ok) throw GraderFault(fmt::format("{} does not build:\n{}", submission.name, build.diagnostics));
  const auto began = std::chrono::steady_clock::now();
  std::set<std::string> said;
  for (int time = task.first; time < task.first + task.count; ++time) {
    GradeOptions grading;
    grading.seed = static_cast<std::uint32_t>(1000 + time);
    grading.bugs = how.bugs;
    const auto result = grade_built(lab, checks, programs_folder(folder.path()), grading);
    report.verdicts += result.checks.size();
    report.told.push_back(told_of(result));
    if (!how.results.empty()) save(result, submission, how.results);
    for (const auto& line : differences(lab, submission, result)) {
      ++report.different;
      if (said.insert(line.substr(0, 8)).second)
        report.text += fmt::format("{}, seed {}:\n{}\n", submission.name, grading.seed, line);
    }
  }
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  report.text += fmt::format("  {:<44} {:>4} x {:>7.0f} ms  {}\n", submission.name, task.count, 1000 * took / task.count,
                             said.empty() ? "as it must be" : "DIFFERS");
  return report;
}

/// A program that is being graded by a process of its own.
struct Running {
  const Submission* submission;
  pid_t process = 0;
  Descriptor words;
  std::string text;
};

[[noreturn]] void grade_in_child(const Lab& lab, const std::filesystem::path& checks, const Task& task, const HowToGrade& how,
                                 const Descriptor& words) {
  // Each of our programs has a session, and so a share of the processors, of its own (sched(7), autogroup). Its grader must not
  // have to do with a thirtieth of one: it would see programs that run in circles long after they have shown that they do.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setsid();
  Report report;
  try {
    report = grade_many(lab, checks, task, how);
  } catch (const std::exception& failure) {
    report.different = 1;
    report.text = fmt::format("{}: {}\n", task.submission->name, failure.what());
  }
  const auto text = nlohmann::json(report).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (std::string_view left = text; !left.empty();) {
    const auto count = write(words.get(), left.data(), left.size());
    if (count <= 0) _exit(3);
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  _exit(0);
}

Running start(const Lab& lab, const std::filesystem::path& checks, const Task& task, const HowToGrade& how) {
  auto words = make_pipe();
  const pid_t child = must(fork(), "fork");
  if (child == 0) grade_in_child(lab, checks, task, how, words.write_end);
  return {task.submission, child, std::move(words.read_end), {}};
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
  Report report;
  try {
    nlohmann::json::parse(running.text).get_to(report);
  } catch (const nlohmann::json::exception&) {
    report.different = 1;
    report.text = running.submission->name + ": the grading process died\n";
  }
  counts.gradings += report.told.size();
  counts.verdicts += report.verdicts;
  counts.different += report.different;
  for (const auto& told : report.told) counts.names.count(*running.submission, told);
  std::cout << report.text << std::flush;
  return false;
}

}  // namespace

Counts grade_all(const Lab& lab, const std::filesystem::path& checks, const Corpus& corpus, const HowToGrade& how) {
  Counts counts;
  std::list<Running> running;
  std::vector<pollfd> watched;
  auto tasks = tasks_of(corpus.submissions, how);
  while (true) {
    for (; !tasks.empty() && running.size() < static_cast<std::size_t>(how.parallel); tasks.pop_front())
      running.push_back(start(lab, checks, tasks.front(), how));
    if (running.empty()) return counts;
    watched.clear();
    for (const auto& one : running) watched.push_back({one.words.get(), POLLIN, 0});
    wait_for_event(watched);
    std::size_t at = 0;
    for (auto one = running.begin(); one != running.end();)
      one = watched[at++].revents == 0 || listen_to(*one, counts) ? std::next(one) : running.erase(one);
  }
}

}  // namespace wirelab::corpus
