#include "runner/grade.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "diagnosis/bugs.hpp"
#include "diagnosis/diagnose.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "model/text.hpp"
#include "process/build.hpp"
#include "runner/checks_program.hpp"
#include "runner/schedule.hpp"

namespace wirelab {
namespace {

/// Checks mostly wait, so there is use for more of them than processors.
int suitable_jobs() { return 2 * static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

CheckResult fault_of(const std::string& what) {
  CheckResult result;
  result.outcome = Outcome::grader_fault;
  result.saw = what;
  return result;
}

std::string replay(const Lab& lab, const std::string& id, const GradeOptions& options) {
  const auto path = options.submission.empty() ? std::string() : " " + shell_word(options.submission);
  const auto which =
      options.lab_folder.empty() ? lab.name.substr(0, lab.name.find('-')) : "--lab-dir " + shell_word(options.lab_folder);
  return fmt::format("wirelab grade {}{} --only {} --seed {}{}", which, path, id, options.seed, options.replay_arguments);
}

int jobs_of(const GradeOptions& options) { return options.jobs > 0 ? options.jobs : suitable_jobs(); }

constexpr int most_second_looks = 3;

CheckResult verdict_of(const nlohmann::json& answer) {
  if (answer.contains("result")) return answer.at("result").get<CheckResult>();
  return fault_of(fmt::format("the check died: {}", answer.at("died").get<std::string>()));
}

/// The checks program of a lab, which is started again when it has died: it may have been killed for what ran beside it.
class Checks {
public:
  Checks(std::filesystem::path program, nlohmann::json session) : program_(std::move(program)), session_(std::move(session)) {
    start();
  }
  ChecksProgram& operator*() { return *running_; }
  ChecksProgram* operator->() { return running_.get(); }
  /// Whether it runs again. Not for ever.
  bool start_again() {
    if (starts_ == most_starts) return false;
    start();
    return true;
  }

private:
  static constexpr int most_starts = 3;

  void start() {
    ++starts_;
    running_.reset();
    running_ = std::make_unique<ChecksProgram>(program_, session_);
  }

  std::filesystem::path program_;
  nlohmann::json session_;
  std::unique_ptr<ChecksProgram> running_;
  int starts_ = 0;
};

std::vector<CheckResult> run_checks(const Lab& lab, Checks& checks, const GradeOptions& options) {
  Schedule schedule(lab, checks->checks(), options.only);
  const int jobs = jobs_of(options);
  int running = 0;
  while (true) {
    while (running < jobs) {
      const auto check = schedule.next();
      if (!check) break;
      checks->ask(*check);
      ++running;
    }
    if (running == 0) break;
    const auto answer = checks->answer();
    if (!answer) {
      const auto died = fault_of("the program with the checks has died (killed, or no memory?); grade again");
      for (const auto& check : schedule.unfinished()) schedule.finished(check, died);
      running = 0;
      if (checks.start_again()) continue;
      schedule.give_up(died);
      break;
    }
    --running;
    schedule.finished(answer->at("check").get<std::string>(), verdict_of(*answer));
  }
  return schedule.results();
}

/// Runs each failed check once more, with the calls of the program logged, where a rule wants to know more. The verdict and
/// its words stay as they are.
void look_again(ChecksProgram& checks, const GradeOptions& options, Result& result) {
  std::vector<CheckResult*> wanted;
  for (auto& check : result.checks)
    if (diagnosis::wants_second_look(result, check)) wanted.push_back(&check);
  std::size_t asked = 0;
  std::size_t answered = 0;
  const auto jobs = static_cast<std::size_t>(jobs_of(options));
  while (answered < wanted.size()) {
    for (; asked < wanted.size() && asked - answered < jobs; ++asked) checks.ask(wanted[asked]->check, true);
    const auto answer = checks.answer();
    if (!answer) return;
    ++answered;
    if (!answer->contains("result")) continue;
    const auto second = answer->at("result").get<CheckResult>();
    const auto first = std::ranges::find(wanted, answer->at("check").get<std::string>(), &CheckResult::check);
    if (first == wanted.end() || second.outcome != Outcome::fail || !second.facts.known()) continue;
    (*first)->facts = second.facts;
    // It went the same way, and this time the packets were seen. Evidence and time line are to name the same ports.
    if (options.pcap.empty() && second.saw == (*first)->saw) {
      (*first)->timeline = second.timeline;
      (*first)->evidence = second.evidence;
    }
  }
}

Result empty_result(const Lab& lab, const GradeOptions& options) {
  Result result;
  result.wirelab = WIRELAB_VERSION;
  result.lab = lab.name;
  result.seed = options.seed;
  result.isolation = to_string(options.isolation);
  result.time_scale = options.time_scale;
  for (const auto& requirement : lab.requirements)
    if (options.only.empty() || options.only.contains(requirement.id)) result.max_score += requirement.points;
  return result;
}

void add_not_built(const Lab& lab, const GradeOptions& options, Result& result) {
  result.status = Status::build_failed;
  for (const auto& requirement : lab.requirements) {
    if (!options.only.empty() && !options.only.contains(requirement.id)) continue;
    CheckResult check;
    check.id = requirement.id;
    check.title = requirement.says;
    check.max_points = requirement.points;
    check.visibility = to_string(requirement.visibility);
    check.saw = "not reached: the program was not built";
    result.checks.push_back(std::move(check));
  }
}

void check_only(const Lab& lab, const GradeOptions& options) {
  for (const auto& id : options.only)
    if (lab.find(id) == nullptr) throw UsageError(fmt::format("{} has no requirement {}", lab.name, id));
}

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Result grade_built(const Lab& lab, const std::filesystem::path& checks_program, const std::filesystem::path& folder,
                   const GradeOptions& options) {
  check_only(lab, options);
  const auto start = std::chrono::steady_clock::now();
  auto result = empty_result(lab, options);
  result.build.ok = true;
  Checks checks(checks_program, {{"isolation", to_string(options.isolation)},
                                 {"folder", folder.string()},
                                 {"programs", lab.programs},
                                 {"seed", options.seed},
                                 {"pcap", options.pcap.string()},
                                 {"capture", find_capture().string()},
                                 {"shim", find_shim().string()},
                                 {"time_scale", options.time_scale}});
  result.checks = run_checks(lab, checks, options);
  for (auto& check : result.checks) {
    result.score += check.points;
    if (check.outcome == Outcome::grader_fault) result.status = Status::grader_fault;
    check.replay = replay(lab, check.id, options);
  }
  if (options.bugs) {
    // The failure may not show again at once; a few times it is looked for.
    for (int look = 0; look < most_second_looks && options.isolation == Isolation::namespaces; ++look)
      look_again(*checks, options, result);
    diagnosis::diagnose(result, *options.bugs);
  }
  result.duration_ms = since(start);
  return result;
}

Result grade(const Lab& lab, const std::filesystem::path& checks_program, const std::filesystem::path& submission,
             const GradeOptions& options) {
  check_only(lab, options);
  const auto start = std::chrono::steady_clock::now();
  const auto sources = find_sources(lab, submission);
  const TemporaryFolder folder;
  const auto build = build_programs(sources, options.isolation, folder.path());
  auto result = empty_result(lab, options);
  if (build.ok)
    result = grade_built(lab, checks_program, programs_folder(folder.path()), options);
  else
    add_not_built(lab, options, result);
  result.build = build;
  result.duration_ms = since(start);
  return result;
}

Result not_built(const Lab& lab, const GradeOptions& options, const std::string& why) {
  auto result = empty_result(lab, options);
  add_not_built(lab, options, result);
  result.build.diagnostics = why + "\n";
  return result;
}

Result not_graded(const Lab& lab, const GradeOptions& options, const std::string& why) {
  auto result = not_built(lab, options, "");
  result.status = Status::grader_fault;
  result.build.diagnostics.clear();
  for (auto& check : result.checks) {
    check.outcome = Outcome::grader_fault;
    check.saw = why;
  }
  return result;
}

}  // namespace wirelab
