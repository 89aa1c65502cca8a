// Two runs of the same class: whose grade has moved, by which requirement, and why.
#pragma once

#include <string>
#include <vector>

#include "classroom/records.hpp"

namespace wirelab::classroom {

/// What is different for one student.
struct Move {
  std::string id;
  std::string before;  ///< "84", "not built", "not graded", ...
  std::string after;
  std::string
      cause;  ///< "the submission is another", "wirelab or the lab is another", "the time scale is another (1, then 3)", ...
  std::vector<std::string> changes;  ///< "R08: met -> not met (V14 the connected socket stays open)"
};

struct Comparison {
  std::vector<Move> moves;  ///< the grade is another, or it is the sum of other verdicts
  std::size_t same = 0;
  std::vector<std::string> only_before;  ///< ids that are not in the second run
  std::vector<std::string> only_after;
};

/// Throws UsageError when they are not of the same lab, or one of them is no run.
Comparison compare_runs(const RunFolder& before, const RunFolder& after);

/// Nothing when nothing is different. SAME_SEED: both runs have it.
std::optional<Move> compare_outcomes(const std::string& id, const std::optional<SubmissionOutcome>& before,
                                     const std::optional<SubmissionOutcome>& after, bool same_seed);

std::string to_string(const Comparison& comparison);

}  // namespace wirelab::classroom
