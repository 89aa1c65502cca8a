#include "report/classroom50.hpp"

#include <cmath>
#include <cstdlib>
#include <regex>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "report/explanation.hpp"
#include "report/json.hpp"

namespace wirelab {
namespace {

long whole(double points) { return static_cast<long>(std::floor(points + 0.5)); }

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string needed(const char* name) {
  auto value = variable(name);
  if (value.empty()) throw UsageError(fmt::format("--format classroom50 needs the variable {} in its environment", name));
  return value;
}

}  // namespace

std::optional<std::string> classroom50_report(const Shown& shown, const Classroom50Submission& submission) {
  const auto& result = shown.result();
  if (result.status == Status::grader_fault) return std::nullopt;
  auto tests = nlohmann::json::array();
  for (const auto& check : result.checks) {
    tests.push_back({{"test-name", name_of(check)},
                     {"passed", check.outcome == Outcome::pass},
                     {"score", whole(check.points)},
                     {"max-score", check.max_points},
                     {"isolation", result.isolation}});
    if (check.outcome != Outcome::pass)
      tests.back()["message"] =
          result.status == Status::build_failed ? "the program was not built: " + build_reason(result.build) : explanation(check);
  }
  nlohmann::json json = {
      {"schema", "classroom50/result/v1"},   {"classroom", submission.classroom},
      {"assignment", submission.assignment}, {"submission", submission.tag},
      {"commit", submission.commit},         {"review", submission.review.empty() ? submission.commit : submission.review},
      {"datetime", submission.submitted_at}, {"score", whole(result.score)},
      {"max-score", result.max_score},       {"tests", tests}};
  if (!submission.release.empty()) json["release"] = submission.release;
  return ascii_json(json);
}

Classroom50Submission classroom50_submission() {
  Classroom50Submission submission{needed("CLASSROOM"),     needed("ASSIGNMENT"),   needed("SUBMISSION_TAG"), needed("COMMIT_URL"),
                                   variable("RELEASE_URL"), variable("REVIEW_URL"), needed("SUBMITTED_AT")};
  static const std::regex instant(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)");
  if (!std::regex_match(submission.submitted_at, instant))
    throw UsageError("SUBMITTED_AT is a time like 2026-11-20T10:00:00Z (git log -1 --format=%cd --date=format:... with TZ=UTC)");
  return submission;
}

}  // namespace wirelab
