// How far a class run has come: a bar on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <string>

#include "classroom/outcome.hpp"

namespace wirelab::classroom {

struct Count {
  std::size_t done = 0;
  std::size_t total = 0;
  std::size_t faults = 0;
  std::chrono::milliseconds elapsed{0};
};

/// "[######..............] 60 of 200, 92 a minute, 2 min left, 1 grader fault", at most WIDTH characters.
std::string progress_bar(const Count& count, std::size_t width = 80);

/// "1001  84 of 100, not met: R08 R09", in one line.
std::string outcome_line(const SubmissionOutcome& outcome);

class Progress {
public:
  /// BAR: OUT is a terminal.
  Progress(std::ostream& out, bool bar) : out_(out), bar_(bar) {}

  void begin(std::size_t total);
  /// A submission has its outcome. Of one that is looked at again the count stays.
  void done(const SubmissionOutcome& outcome, bool again);
  /// Draws the bar anew.
  void tick();
  /// Takes the bar away.
  void end();

private:
  std::ostream& out_;
  bool bar_;
  Count count_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace wirelab::classroom
