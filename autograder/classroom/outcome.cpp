#include "classroom/outcome.hpp"

#include <array>
#include <fstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

constexpr auto schema = "wirelab/class/v1";
constexpr std::array<std::pair<std::string_view, Ending>, 4> endings{{{"graded", Ending::graded},
                                                                      {"build_failed", Ending::build_failed},
                                                                      {"nothing_to_grade", Ending::nothing_to_grade},
                                                                      {"grader_fault", Ending::grader_fault}}};

SubmissionOutcome outcome_from(const nlohmann::json& json) {
  SubmissionOutcome outcome;
  json.at("id").get_to(outcome.id);
  json.at("key").get_to(outcome.key);
  json.at("submission").get_to(outcome.submission);
  json.at("grader").get_to(outcome.grader);
  json.at("why").get_to(outcome.why);
  outcome.ending = Ending::grader_fault;
  for (const auto& [name, ending] : endings)
    if (name == json.at("ending").get<std::string>()) outcome.ending = ending;
  if (!json.at("result").is_null()) outcome.result = json.at("result").get<Result>();
  return outcome;
}

}  // namespace

std::string_view to_string(Ending ending) {
  for (const auto& [name, value] : endings)
    if (value == ending) return name;
  return "grader_fault";
}

std::string_view words_of(Ending ending) {
  switch (ending) {
    case Ending::graded:
      return "graded";
    case Ending::build_failed:
      return "not built";
    case Ending::nothing_to_grade:
      return "nothing to grade";
    case Ending::grader_fault:
      break;
  }
  return "grader fault";
}

std::optional<SubmissionOutcome> read_outcome(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const auto json = nlohmann::json::parse(stream, nullptr, false);
  if (!json.is_object() || json.value("schema", nlohmann::json()) != schema) return std::nullopt;
  try {
    return outcome_from(json);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void write_outcome(const std::filesystem::path& file, const SubmissionOutcome& outcome) {
  nlohmann::json json{{"schema", schema},         {"id", outcome.id},
                      {"key", outcome.key},       {"submission", outcome.submission},
                      {"grader", outcome.grader}, {"ending", to_string(outcome.ending)},
                      {"why", outcome.why},       {"result", nullptr}};
  if (outcome.result) json["result"] = *outcome.result;
  write_whole_file(file, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace wirelab::classroom
