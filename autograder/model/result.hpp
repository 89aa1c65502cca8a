// What grading one submission gives: the only thing that reports are made from. In JSON it is "wirelab/result/v1".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/facts.hpp"

namespace wirelab {

enum class Outcome { pass, fail, not_reached, cannot_test, grader_fault };
enum class Status { graded, build_failed, grader_fault };

/// One thing that happened during a check, by the grader's clock.
struct Event {
  double t_ms = 0;     ///< milliseconds since the check began
  std::string who;     ///< "grader", "program", or, where packets were captured, "wire"
  std::string what;    ///< "connect", "send", "listen", "exit", ...
  std::string detail;  ///< escaped, short
};

/// A bug that a rule has recognised.
struct Diagnosis {
  std::string id;  ///< of bugs.toml
  std::string name;
  std::string what;
  std::string certainty = "likely";
  std::vector<std::string> excluded;       ///< ids of rivals that were looked for and are not it
  std::vector<std::string> also_explains;  ///< other requirements with the same cause
  std::string told_at;                     ///< the first of all these: a report explains the cause there, and once
  std::string question;
  std::string see;   ///< a command that shows the bug
  std::string look;  ///< what to look for in its output
};

/// A bug that could be the cause, and what would tell.
struct Experiment {
  std::string id;
  std::string name;
  std::string see;
  std::string look;
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
  Facts facts;                          ///< of a failure, for the rules
  std::optional<Diagnosis> diagnosis;   ///< which bug it is, when that is sure enough
  std::vector<Experiment> experiments;  ///< what would tell, when several bugs could be the cause
  bool disturbed = false;               ///< the machine kept us from running for a while: a failure may not be the program's
  std::string check;                    ///< the name of the check that decided: "R10.SecondClientWaits"
  std::string replay;                   ///< the command that runs this check again
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
  std::optional<int> met_before;  ///< requirements met in the last run of the same submission, where that is known

  bool full_marks() const { return status == Status::graded && score >= max_score; }
};

/// The first "file:line:col: error: ..." of compiler output; empty when there is none.
std::string first_error(const std::string& diagnostics);

std::string_view to_string(Outcome outcome);
std::string_view to_string(Status status);
/// Throws GraderFault for a word that is no status.
Status status_from(std::string_view word);
/// As people read it: "met", "not met", "not reached", "untested", "grader fault".
std::string_view words_of(Outcome outcome);
/// Throws GraderFault for a word that is no outcome.
Outcome outcome_from(std::string_view word);

void to_json(nlohmann::json& json, const Event& event);
void from_json(const nlohmann::json& json, Event& event);
void to_json(nlohmann::json& json, const CheckResult& check);
void from_json(const nlohmann::json& json, CheckResult& check);
void to_json(nlohmann::json& json, const Result& result);
void from_json(const nlohmann::json& json, Result& result);

}  // namespace wirelab
