// The result as Classroom 50's result.json.
#pragma once

#include <optional>
#include <string>

#include "report/visibility.hpp"

namespace wirelab {

/// What Classroom 50 tells its grader in the environment.
struct Classroom50Submission {
  std::string classroom;
  std::string assignment;
  std::string tag;      ///< "submit/<UTC>-<sha7>"
  std::string commit;   ///< addresses
  std::string release;  ///< may be empty
  std::string review;
  std::string submitted_at;  ///< "2026-11-20T10:00:00Z"
};

/// classroom50/result/v1. Its points are whole numbers: halves are rounded up. Nothing when the grader failed: without a
/// result.json, and with an exit status that is not 0, Classroom 50 reports an error and not a zero.
std::optional<std::string> classroom50_report(const Shown& shown, const Classroom50Submission& submission);

/// From the variables CLASSROOM, ASSIGNMENT, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL, REVIEW_URL, which Classroom 50 sets, and
/// SUBMITTED_AT (the time of the commit), which it does not. Throws UsageError that names what is missing.
Classroom50Submission classroom50_submission();

}  // namespace wirelab
