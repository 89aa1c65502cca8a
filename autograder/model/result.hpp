// What grading one submission gives: the only thing that reports are made from. In JSON it is "wirelab/result/v1".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace wirelab {

enum class Outcome { pass, fail, not_reached, cannot_test, grader_fault };
enum class Status { graded, build_failed, grader_fault };

/// One thing that happened during a check, by the grader's clock.
struct Event {
  double t_ms = 0;     ///< milliseconds since the check began
  std::string who;     ///< "grader" or "program"
  std::string what;    ///< "connect", "send", "listen", "exit", ...
  std::string detail;  ///< escaped, short
};

/// The verdict on one requirement.
struct CheckResult {
  std::string id;
  std::string title;
  double points = 0;
  int max_points = 0;
  Outcome outcome = Outcome::not_reached;
  double duration_ms = 0;
  std::string visibility = "visible";
  std::string did;       ///< what the grader did
  std::string expected;  ///< what should have been seen
  std::string saw;       ///< what was seen instead
  std::vector<std::string> evidence;
  std::vector<Event> timeline;
  std::string replay;  ///< the command that runs this check again
};

struct Build {
  bool ok = false;
  std::string command;
  std::string diagnostics;  ///< the compiler's own words, made printable
};

struct Result {
  std::string wirelab;  ///< version
  std::string lab;
  std::uint32_t seed = 0;
  std::string isolation;
  double time_scale = 1;
  Status status = Status::graded;
  double score = 0;
  int max_score = 0;
  double duration_ms = 0;
  Build build;
  std::vector<CheckResult> checks;

  bool full_marks() const { return status == Status::graded && score >= max_score; }
};

/// The first "file:line:col: error: ..." of compiler output; empty when there is none.
std::string first_error(const std::string& diagnostics);

std::string_view to_string(Outcome outcome);
std::string_view to_string(Status status);
/// As people read it: "met", "not met", "not reached", "untested", "grader fault".
std::string_view words_of(Outcome outcome);
/// Throws GraderFault for a word that is no outcome.
Outcome outcome_from(std::string_view word);

void to_json(nlohmann::json& json, const Event& event);
void from_json(const nlohmann::json& json, Event& event);
void to_json(nlohmann::json& json, const CheckResult& check);
void from_json(const nlohmann::json& json, CheckResult& check);
void to_json(nlohmann::json& json, const Result& result);

}  // namespace wirelab
