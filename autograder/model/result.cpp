#include "model/result.hpp"

#include <array>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab {
namespace {

constexpr std::array<std::pair<std::string_view, Outcome>, 5> outcomes{{
    {"pass", Outcome::pass},
    {"fail", Outcome::fail},
    {"not_reached", Outcome::not_reached},
    {"cannot_test", Outcome::cannot_test},
    {"grader_fault", Outcome::grader_fault},
}};

}  // namespace

std::string first_error(const std::string& diagnostics) {
  std::istringstream lines(diagnostics);
  for (std::string line; std::getline(lines, line);)
    if (line.find("error: ") != std::string::npos) return line;
  return {};
}

std::string_view to_string(Outcome outcome) {
  for (const auto& [name, value] : outcomes)
    if (value == outcome) return name;
  return "grader_fault";
}

std::string_view to_string(Status status) {
  switch (status) {
    case Status::graded:
      return "graded";
    case Status::build_failed:
      return "build_failed";
    case Status::grader_fault:
      break;
  }
  return "grader_fault";
}

Status status_from(std::string_view word) {
  for (const auto status : {Status::graded, Status::build_failed, Status::grader_fault})
    if (to_string(status) == word) return status;
  throw GraderFault(fmt::format("'{}' is no status of a result", word));
}

std::string_view words_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "met";
    case Outcome::fail:
      return "not met";
    case Outcome::not_reached:
      return "not reached";
    case Outcome::cannot_test:
      return "untested";
    case Outcome::grader_fault:
      break;
  }
  return "grader fault";
}

Outcome outcome_from(std::string_view word) {
  for (const auto& [name, value] : outcomes)
    if (name == word) return value;
  throw GraderFault(fmt::format("'{}' is no outcome of a check", word));
}

void to_json(nlohmann::json& json, const Event& event) {
  json = {{"t_ms", event.t_ms}, {"who", event.who}, {"what", event.what}};
  if (!event.detail.empty()) json["detail"] = event.detail;
}

void from_json(const nlohmann::json& json, Event& event) {
  json.at("t_ms").get_to(event.t_ms);
  json.at("who").get_to(event.who);
  json.at("what").get_to(event.what);
  event.detail = json.value("detail", "");
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Diagnosis, id, name, what, certainty, excluded, also_explains, told_at, question,
                                                see, look)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Experiment, id, name, see, look)

void to_json(nlohmann::json& json, const CheckResult& check) {
  json = {{"id", check.id},
          {"title", check.title},
          {"points", check.points},
          {"max_points", check.max_points},
          {"outcome", to_string(check.outcome)},
          {"duration_ms", check.duration_ms},
          {"visibility", check.visibility},
          {"timeline", check.timeline},
          {"replay", check.replay}};
  if (check.outcome == Outcome::pass) return;
  json["did"] = check.did;
  json["expected"] = check.expected;
  json["saw"] = check.saw;
  json["evidence"] = check.evidence;
  json["diagnosis"] = nullptr;
  if (check.diagnosis) json["diagnosis"] = *check.diagnosis;
  if (!check.experiments.empty()) json["experiments"] = check.experiments;
  if (!check.check.empty()) json["check"] = check.check;
  if (check.disturbed) json["disturbed"] = true;
  if (check.facts.known()) json["facts"] = check.facts;
}

void from_json(const nlohmann::json& json, CheckResult& check) {
  check.id = json.value("id", "");
  check.title = json.value("title", "");
  check.points = json.value("points", 0.0);
  check.max_points = json.value("max_points", 0);
  check.outcome = outcome_from(json.at("outcome").get<std::string>());
  check.duration_ms = json.value("duration_ms", 0.0);
  check.visibility = json.value("visibility", "visible");
  check.did = json.value("did", "");
  check.expected = json.value("expected", "");
  check.saw = json.value("saw", "");
  check.evidence = json.value("evidence", std::vector<std::string>{});
  check.timeline = json.value("timeline", std::vector<Event>{});
  check.replay = json.value("replay", "");
  check.check = json.value("check", "");
  check.disturbed = json.value("disturbed", false);
  if (json.contains("facts")) json.at("facts").get_to(check.facts);
  if (json.contains("diagnosis") && json.at("diagnosis").is_object()) check.diagnosis = json.at("diagnosis").get<Diagnosis>();
  check.experiments = json.value("experiments", std::vector<Experiment>{});
}

void to_json(nlohmann::json& json, const Result& result) {
  json = {{"schema", "wirelab/result/v1"},
          {"wirelab", result.wirelab},
          {"lab", result.lab},
          {"seed", result.seed},
          {"isolation", result.isolation},
          {"time_scale", result.time_scale},
          {"status", to_string(result.status)},
          {"score", result.score},
          {"max_score", result.max_score},
          {"duration_ms", result.duration_ms},
          {"build", {{"ok", result.build.ok}, {"command", result.build.command}, {"diagnostics", result.build.diagnostics}}},
          {"checks", result.checks}};
  if (result.met_before) json["met_before"] = *result.met_before;
}

void from_json(const nlohmann::json& json, Result& result) {
  result.wirelab = json.value("wirelab", "");
  result.lab = json.value("lab", "");
  result.seed = json.value("seed", 0u);
  result.isolation = json.value("isolation", "");
  result.time_scale = json.value("time_scale", 1.0);
  result.status = status_from(json.at("status").get<std::string>());
  result.score = json.value("score", 0.0);
  result.max_score = json.value("max_score", 0);
  result.duration_ms = json.value("duration_ms", 0.0);
  const auto build = json.value("build", nlohmann::json::object());
  result.build = {build.value("ok", false), build.value("command", ""), build.value("diagnostics", "")};
  result.checks = json.value("checks", std::vector<CheckResult>{});
  if (json.contains("met_before")) result.met_before = json.at("met_before").get<int>();
}

}  // namespace wirelab
