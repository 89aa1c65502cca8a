#include "report/gradescope.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/explanation.hpp"
#include "report/json.hpp"
#include "report/visibility.hpp"

namespace wirelab {
namespace {

using nlohmann::json;

/// Gradescope's word for when a test is shown, and who reads it then. What is no word of ours is hidden.
std::pair<std::string_view, Audience> shown_when(const CheckResult& check) {
  if (may_see(Audience::student, check.visibility)) return {"visible", Audience::student};
  if (may_see(Audience::after_due, check.visibility)) return {"after_due_date", Audience::after_due};
  if (may_see(Audience::after_published, check.visibility)) return {"after_published", Audience::after_published};
  return {"hidden", Audience::instructor};
}

json test(const CheckResult& check, std::string_view visibility) {
  return {{"name", name_of(check)},
          {"name_format", "text"},
          {"score", check.points},
          {"max_score", check.max_points},
          {"status", check.outcome == Outcome::pass ? "passed" : "failed"},
          {"output", explanation(check)},
          {"output_format", "text"},
          {"visibility", visibility}};
}

json tests(const Result& whole) {
  auto list = json::array();
  for (const auto& check : whole.checks) {
    const auto [visibility, audience] = shown_when(check);
    const auto shown = seen_by(whole, audience);
    for (const auto& seen : shown.result().checks)
      if (seen.id == check.id) list.push_back(test(seen, visibility));
  }
  return list;
}

json unbuilt(const Result& seen) {
  return json::array({{{"name", "The program is built"},
                       {"name_format", "text"},
                       {"score", 0},
                       {"max_score", seen.max_score},
                       {"status", "failed"},
                       {"output", build_words(seen.build)},
                       {"output_format", "text"},
                       {"visibility", "visible"}}});
}

}  // namespace

std::optional<std::string> gradescope_report(const Result& whole) {
  if (whole.status == Status::grader_fault) return std::nullopt;
  const auto shown = seen_by(whole, Audience::student);
  const auto& seen = shown.result();
  const bool built = whole.status != Status::build_failed;
  const auto note = built ? fmt::format("{}, seed {}, {}", seen.lab, seen.seed, seen.isolation)
                          : fmt::format("{}: the program was not built: {}", seen.lab, build_reason(seen.build));
  return ascii_json({{"output", note},
                     {"output_format", "text"},
                     {"test_output_format", "text"},
                     {"test_name_format", "text"},
                     {"stdout_visibility", "hidden"},
                     {"execution_time", seen.duration_ms / 1000},
                     {"tests", built ? tests(whole) : unbuilt(seen)}});
}

}  // namespace wirelab
