#include "classroom/progress.hpp"

#include <ostream>

#include <fmt/format.h>

#include "model/text.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t bar_length = 20;
constexpr std::size_t most_words = 120;

std::string time_left(const Count& count) {
  if (count.done == 0) return {};
  const auto left = count.elapsed * (count.total - count.done) / count.done;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
  return seconds < 100 ? fmt::format(", {} s left", seconds) : fmt::format(", {} min left", (seconds + 59) / 60);
}

}  // namespace

std::string progress_bar(const Count& count, std::size_t width) {
  const auto filled = count.total == 0 ? bar_length : bar_length * count.done / count.total;
  auto line =
      fmt::format("[{}{}] {} of {}", std::string(filled, '#'), std::string(bar_length - filled, '.'), count.done, count.total);
  if (count.done > 0 && count.elapsed.count() > 0)
    line +=
        fmt::format(", {:.0f} a minute", 60'000.0 * static_cast<double>(count.done) / static_cast<double>(count.elapsed.count()));
  line += time_left(count);
  if (count.faults > 0) line += fmt::format(", {} grader fault{}", count.faults, count.faults == 1 ? "" : "s");
  return line.substr(0, width);
}

std::string outcome_line(const SubmissionOutcome& outcome) {
  auto line = outcome.id + "  ";
  if (outcome.ending == Ending::graded && outcome.result) {
    line += fmt::format("{:g} of {}", outcome.result->score, outcome.result->max_score);
    std::string unmet;
    for (const auto& check : outcome.result->checks)
      if (check.outcome == Outcome::fail || check.outcome == Outcome::cannot_test) unmet += " " + check.id;
    return unmet.empty() ? line : line + ", not met:" + unmet;
  }
  line += words_of(outcome.ending);
  auto why = outcome.why;
  if (outcome.ending == Ending::build_failed && outcome.result) why = first_error(outcome.result->build.diagnostics);
  return why.empty() ? line : line + ": " + escape(why.substr(0, most_words));
}

void Progress::begin(std::size_t total) {
  count_ = {0, total, 0, {}};
  start_ = std::chrono::steady_clock::now();
  tick();
}

void Progress::done(const SubmissionOutcome& outcome, bool again) {
  const bool fault = outcome.ending == Ending::grader_fault;
  if (again && !fault) --count_.faults;
  if (!again) {
    ++count_.done;
    count_.faults += fault ? 1 : 0;
  }
  if (!bar_) out_ << fmt::format("{:>4} of {}  {}\n", count_.done, count_.total, outcome_line(outcome)) << std::flush;
  tick();
}

void Progress::tick() {
  if (!bar_) return;
  count_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_);
  out_ << "\r\x1b[K" << progress_bar(count_) << std::flush;
}

void Progress::end() {
  if (bar_) out_ << "\r\x1b[K" << std::flush;
}

}  // namespace wirelab::classroom
