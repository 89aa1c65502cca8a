#include "classroom/grade_class.hpp"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <list>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "classroom/fingerprint.hpp"
#include "classroom/outcome.hpp"
#include "classroom/pattern.hpp"
#include "classroom/records.hpp"
#include "classroom/roster.hpp"
#include "classroom/run_lock.hpp"
#include "classroom/worker.hpp"
#include "diagnosis/bugs.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "process/build.hpp"
#include "process/poll_step.hpp"
#include "process/program_user.hpp"
#include "process/system_call.hpp"
#include "process/system_call_filter.hpp"
#include "process/ticker.hpp"
#include "runner/grade.hpp"

namespace wirelab::classroom {
namespace {

using Clock = std::chrono::steady_clock;

/// Far beyond what the bounds of compiler and checks allow: only a fault of the grader reaches it.
constexpr std::chrono::minutes longest_submission{10};
constexpr std::chrono::milliseconds bar_interval{500};

struct Task {
  Student student;
  SubmissionOutcome blank;  ///< id, key and fingerprints
  bool failed_before = false;
};

/// A started submission.
struct Running {
  Task task;
  Worker worker;
  Clock::time_point start;
};

/// SIGINT and SIGTERM as a descriptor, for as long as it lives (signalfd(2)).
class StopSignals {
public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    must(sigprocmask(SIG_BLOCK, &set_, &before_), "sigprocmask");
    descriptor_ = must_open(signalfd(-1, &set_, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

  const Descriptor& descriptor() const { return descriptor_; }
  /// The signal that has come; 0: none has.
  int come() const {
    signalfd_siginfo info{};
    return read(descriptor_.get(), &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
  }

private:
  sigset_t set_{};
  sigset_t before_{};
  Descriptor descriptor_;
};

int processors() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

std::string without(std::string text, const std::string& part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
  return text;
}

class ClassRun {
public:
  ClassRun(const RunFolder& run, const Places& places, const ClassOptions& options, Progress& progress)
      : run_(run),
        settings_(run.read_settings()),
        places_(places),
        lab_(load_lab(places.labs / resolve_lab_name(settings_.lab, lab_names(places.labs)))),
        bugs_(std::make_shared<const diagnosis::Bugs>(diagnosis::Bugs::read(places.bugs))),
        options_(options),
        progress_(progress),
        grader_(fingerprint_of_grader(lab_, places)),
        jobs_(options.jobs > 0 ? options.jobs : 2 * processors()),
        lock_(run.path(), options.shard.is_whole() ? "" : fmt::format("{}-of-{}", options.shard.index, options.shard.count),
              temporary_.path()) {
    // Others may pass through to a program that they are to run, and see nothing.
    std::filesystem::permissions(temporary_.path(), std::filesystem::perms(0711));
    std::filesystem::create_directories(run.results());
    std::ifstream stream(run.intake());
    intake_ = nlohmann::json::parse(stream, nullptr, false);
  }

  ClassSummary run() {
    remove_half_written();
    std::deque<Task> tasks;
    for (auto& task : all_tasks()) {
      const auto before = read_outcome(run_.result(task.student.id));
      if (!options_.again && before && before->key == task.blank.key && before->ending != Ending::grader_fault) {
        ++summary_.unchanged;
        note(*before);
        continue;
      }
      task.failed_before = before && before->ending == Ending::grader_fault;
      tasks.push_back(std::move(task));
    }
    std::ranges::stable_partition(tasks, [](const Task& task) { return !task.failed_before; });
    progress_.begin(tasks.size());
    system_call_filter();  // made here, once for the compilers of all submissions
    const auto faults = work_off(std::move(tasks), jobs_, false);
    if (summary_.signal == 0) {
      for (const auto& fault : work_off(faults, 1, true))
        if (const auto outcome = read_outcome(run_.result(fault.student.id))) note(*outcome);
    } else {
      summary_.left += faults.size();
    }
    progress_.end();
    return std::move(summary_);
  }

private:
  /// Of this shard, and only those that were asked for.
  std::vector<Task> all_tasks() const {
    const auto students = read_roster(run_.roster());
    for (const auto& id : options_.only)
      if (std::ranges::find(students, id, &Student::id) == students.end())
        throw UsageError(fmt::format("there is no {} in {}", id, run_.roster().string()));
    std::vector<Task> tasks;
    for (std::size_t place = 0; place < students.size(); ++place) {
      const auto& student = students[place];
      if (!options_.shard.has(place) || (!options_.only.empty() && !options_.only.contains(student.id))) continue;
      Task task{student, {}, false};
      task.blank.id = student.id;
      task.blank.grader = grader_;
      task.blank.submission = fingerprint_of_work(run_, lab_, student);
      Fingerprint key;
      key.add("submission", task.blank.submission);
      key.add("grader", grader_);
      key.add("settings", fmt::format("{} {} {}", settings_.seed, settings_.time_scale, to_string(options_.isolation)));
      key.add("intake", words_of_intake(student.id));
      task.blank.key = key.hex();
      tasks.push_back(std::move(task));
    }
    return tasks;
  }

  /// Of outcomes of this shard that were being written when an earlier one was killed (report/whole_file.hpp).
  void remove_half_written() const {
    static const Pattern half_written(R"((?P<id>.+)\.json\.[0-9a-f]{8})");
    std::set<std::string> ours;
    const auto students = read_roster(run_.roster());
    for (std::size_t place = 0; place < students.size(); ++place)
      if (options_.shard.has(place)) ours.insert(students[place].id);
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(run_.results()))
      if (const auto groups = half_written.match(entry.path().filename().string()); groups && ours.contains(groups->at("id")))
        files.push_back(entry.path());
    std::error_code ignored;
    for (const auto& file : files) std::filesystem::remove(file, ignored);
  }

  /// What was noted when the submission came in, if it says why there is nothing to grade.
  std::string words_of_intake(const std::string& id) const {
    if (!intake_.is_object() || !intake_.contains("students") || !intake_["students"].contains(id)) return {};
    const auto& entry = intake_["students"][id];
    std::string words;
    for (const auto& note : entry.value("notes", std::vector<std::string>{})) words += (words.empty() ? "" : "; ") + note;
    for (const auto& refused : entry.value("refused", nlohmann::json::array()))
      words += fmt::format("{}refused \"{}\": {}", words.empty() ? "" : "; ", refused.value("name", ""), refused.value("why", ""));
    return words;
  }

  void note(const SubmissionOutcome& outcome) {
    switch (outcome.ending) {
      case Ending::graded:
        summary_.graded.push_back(outcome.id);
        break;
      case Ending::build_failed:
        summary_.not_built.push_back(outcome.id);
        break;
      case Ending::nothing_to_grade:
        summary_.nothing_to_grade.push_back(outcome_line(outcome));
        break;
      case Ending::grader_fault:
        summary_.faults.push_back(outcome_line(outcome));
        break;
    }
  }

  /// Grades them, JOBS at a time. Gives those that the grader failed at.
  std::deque<Task> work_off(std::deque<Task> tasks, int jobs, bool again) {
    std::deque<Task> faults;
    while (summary_.signal == 0) {
      while (!tasks.empty() && running_.size() < static_cast<std::size_t>(jobs)) {
        start(std::move(tasks.front()));
        tasks.pop_front();
      }
      if (running_.empty()) break;
      wait_for_something();
      end_what_takes_too_long();
      for (auto one = running_.begin(); one != running_.end();) {
        if (!has_ended(*one)) {
          ++one;
          continue;
        }
        const auto outcome = finish(*one);
        progress_.done(outcome, again);
        if (outcome.ending == Ending::grader_fault)
          faults.push_back(std::move(one->task));
        else
          note(outcome);
        one = running_.erase(one);
      }
    }
    summary_.left += tasks.size() + running_.size();
    running_.clear();  // ends them
    return faults;
  }

  void start(Task task) {
    const auto temporary = temporary_.path() / task.student.id;
    const auto file = run_.result(task.student.id);
    Worker worker(temporary, [this, &task, &file, &temporary] {
      lock_.let_go();
      if (options_.isolation == Isolation::uid) open_to_programs(temporary, false);
      write_outcome(file, outcome_of(task));
    });
    running_.push_back({std::move(task), std::move(worker), Clock::now()});
  }

  /// In the process of the submission.
  SubmissionOutcome outcome_of(const Task& task) const {
    auto outcome = task.blank;
    try {
      if (task.student.path.empty()) throw SubmissionError("nothing was handed in");
      if (const auto why = why_out_of_reach(run_, lab_, task.student); !why.empty()) throw GraderFault(why);
      GradeOptions options;
      options.isolation = options_.isolation;
      options.seed = settings_.seed;
      options.time_scale = settings_.time_scale;
      options.jobs = std::max(2, 2 * processors() / jobs_);
      options.bugs = bugs_;
      outcome.result = grade(lab_, checks_program(places_, lab_.name), run_.path() / task.student.path, options);
      outcome.ending = outcome.result->status == Status::graded         ? Ending::graded
                       : outcome.result->status == Status::build_failed ? Ending::build_failed
                                                                        : Ending::grader_fault;
      if (outcome.ending == Ending::grader_fault) outcome.why = first_fault(*outcome.result);
    } catch (const SubmissionError& missing) {
      outcome.ending = Ending::nothing_to_grade;
      outcome.why = without(missing.what(), run_.path().string() + "/");
      // What was noted may be the cause, or about another thing.
      const auto noted = words_of_intake(task.student.id);
      if (outcome.why.find(noted) == std::string::npos) outcome.why = noted + "; " + outcome.why;
    } catch (const std::exception& failure) {
      outcome.ending = Ending::grader_fault;
      outcome.why = failure.what();
    }
    return outcome;
  }

  static std::string first_fault(const Result& result) {
    for (const auto& check : result.checks)
      if (check.outcome == Outcome::grader_fault) return check.id + ": " + check.saw;
    return {};
  }

  void wait_for_something() {
    std::vector<pollfd> watched{{stop_.descriptor().get(), POLLIN, 0}, {ticker_.descriptor().get(), POLLIN, 0}};
    for (const auto& one : running_) watched.push_back({one.worker.handle().get(), POLLIN, 0});
    wait_for_event(watched);
    summary_.signal = stop_.come();
    if (ticker_.ticked()) progress_.tick();
  }

  static bool has_ended(const Running& one) {
    pollfd handle{one.worker.handle().get(), POLLIN, 0};
    return poll_step({&handle, 1}, std::chrono::microseconds{0});
  }

  void end_what_takes_too_long() {
    for (auto& one : running_)
      if (Clock::now() - one.start > longest_submission * settings_.time_scale) one.worker.kill();
  }

  /// What the process has written; when it has died, a grader fault that says how.
  SubmissionOutcome finish(Running& one) {
    const auto file = run_.result(one.task.student.id);
    const auto death = one.worker.collect();
    const auto written = read_outcome(file);
    if (death.empty() && written && written->key == one.task.blank.key) return *written;
    auto outcome = one.task.blank;
    outcome.ending = Ending::grader_fault;
    outcome.why = death.empty() ? "the outcome cannot be read" : death;
    write_outcome(file, outcome);
    return outcome;
  }

  const RunFolder& run_;
  RunSettings settings_;
  const Places& places_;
  Lab lab_;
  std::shared_ptr<const diagnosis::Bugs> bugs_;
  const ClassOptions& options_;
  Progress& progress_;
  std::string grader_;
  int jobs_;
  TemporaryFolder temporary_;
  RunLock lock_;
  StopSignals stop_;
  Ticker ticker_{bar_interval};
  nlohmann::json intake_;
  std::list<Running> running_;
  ClassSummary summary_;
};

void list(std::string& out, std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += fmt::format("{}:\n", title);
  for (const auto& line : lines) out += fmt::format("  {}\n", line);
}

}  // namespace

ClassSummary grade_class(const RunFolder& run, const Places& places, const ClassOptions& options, Progress& progress) {
  return ClassRun(run, places, options, progress).run();
}

std::string to_string(const ClassSummary& summary) {
  std::string out;
  list(out, "nothing to grade", summary.nothing_to_grade);
  list(out, "grader faults, which are no scores; the same command looks at them again", summary.faults);
  out += fmt::format("{} graded, {} not built, {} with nothing to grade, {} grader faults", summary.graded.size(),
                     summary.not_built.size(), summary.nothing_to_grade.size(), summary.faults.size());
  if (summary.unchanged > 0) out += fmt::format("; {} of them unchanged since the last run", summary.unchanged);
  out += "\n";
  if (summary.left > 0) out += fmt::format("stopped; {} are left: the same command goes on\n", summary.left);
  return out;
}

}  // namespace wirelab::classroom
