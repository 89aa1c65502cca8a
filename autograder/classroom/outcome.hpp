// What came of one submission of a class: RUN/results/ID.json, "wirelab/class/v1".
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "model/result.hpp"

namespace wirelab::classroom {

enum class Ending { graded, build_failed, nothing_to_grade, grader_fault };

struct SubmissionOutcome {
  std::string id;
  std::string key;         ///< of all that it depends on: as long as this stays, it need not be graded again
  std::string submission;  ///< fingerprint of what was handed in
  std::string grader;      ///< fingerprint of what graded it
  Ending ending = Ending::nothing_to_grade;
  std::string why;               ///< of nothing_to_grade and grader_fault
  std::optional<Result> result;  ///< of the others; of a fault, where there is one

  /// Of a grader fault nobody knows a score. What was not built or could not be read has none of the points.
  bool has_score() const { return ending != Ending::grader_fault; }
  double score() const { return result ? result->score : 0; }
};

std::string_view to_string(Ending ending);
/// As people read it: "graded", "not built", "nothing to grade", "grader fault".
std::string_view words_of(Ending ending);

/// Nothing when FILE is not there, or is no such outcome: then the submission is graded anew.
std::optional<SubmissionOutcome> read_outcome(const std::filesystem::path& file);
/// Whole or not at all.
void write_outcome(const std::filesystem::path& file, const SubmissionOutcome& outcome);

}  // namespace wirelab::classroom
