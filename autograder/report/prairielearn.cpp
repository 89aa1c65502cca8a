#include "report/prairielearn.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/explanation.hpp"
#include "report/json.hpp"
#include "report/legible.hpp"

namespace wirelab {
namespace {

using nlohmann::json;

/// PrairieLearn refuses a file of more than 1 MB; this leaves room for what JSON makes of a character.
constexpr std::size_t room_for_explanations = 150 << 10;

json ungradable(const std::string& message, const std::string& output) {
  return {{"gradable", false}, {"score", 0}, {"format_errors", json::array({message})}, {"message", message}, {"output", output}};
}

double share(const Result& result) { return result.max_score > 0 ? std::clamp(result.score / result.max_score, 0.0, 1.0) : 0.0; }

}  // namespace

std::string prairielearn_report(const Shown& shown) {
  const auto& result = shown.result();
  if (result.status == Status::grader_fault) return ascii_json(ungradable(fault_reason(result), ""));
  if (result.status == Status::build_failed)
    return ascii_json(ungradable("the program was not built: " + build_reason(result.build), build_words(result.build)));
  auto tests = json::array();
  const auto room = room_for_explanations / std::max<std::size_t>(1, result.checks.size());
  for (const auto& check : result.checks)
    tests.push_back({{"name", legible_line(check.id)},
                     {"description", capped(legible_line(check.title), 600)},
                     {"points", check.points},
                     {"max_points", check.max_points},
                     {"message", check.outcome == Outcome::pass ? "met" : reason(check)},
                     {"output", capped(explanation(check), room)}});
  const auto met = std::ranges::count(result.checks, Outcome::pass, &CheckResult::outcome);
  return ascii_json({{"gradable", true},
                     {"score", share(result)},
                     {"message", fmt::format("{} of {} requirements met", met, result.checks.size())},
                     {"output", fmt::format("{}, seed {}, {}", result.lab, result.seed, result.isolation)},
                     {"tests", tests}});
}

}  // namespace wirelab
