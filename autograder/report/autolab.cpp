#include "report/autolab.hpp"

#include <sstream>

#include "report/explanation.hpp"
#include "report/json.hpp"
#include "report/legible.hpp"

namespace wirelab {
namespace {

using nlohmann::json;

json stages_of(const Result& result) {
  json build = {{"compile", {{"passed", result.build.ok}}}};
  if (!result.build.ok) build["compile"]["hint"] = build_reason(result.build);
  json stages = {{"_presentation", "semantic"}, {"stages", {"Build", "Requirements"}}, {"Build", build}};
  auto& requirements = stages["Requirements"] = json::object();
  for (const auto& check : result.checks) {
    auto& entry = requirements[legible_line(check.id)] = {{"passed", check.outcome == Outcome::pass}};
    if (check.outcome != Outcome::pass) entry["hint"] = reason(check);
  }
  return stages;
}

}  // namespace

std::string autolab_problem(const std::string& lab) { return lab.substr(0, lab.find('-')); }

std::string autolab_report(const Shown& shown, const std::string& report) {
  const auto& result = shown.result();
  std::string out;
  std::istringstream lines(legible(report));
  for (std::string line; std::getline(lines, line);) out += "| " + line + "\n";
  const auto problem = autolab_problem(result.lab);
  if (result.status == Status::grader_fault)
    return out + "no score: " + fault_reason(result) + "\n" + ascii_json({{"scores", {{problem, nullptr}}}});
  return out + ascii_json(stages_of(result)) + ascii_json({{"scores", {{problem, result.score}}}});
}

}  // namespace wirelab
