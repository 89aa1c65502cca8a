#include "classroom/redact.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "model/lab.hpp"

namespace wirelab::classroom {
namespace {

bool may_be_seen(const std::string& visibility, Stage stage) {
  if (visibility == to_string(Visibility::visible)) return true;
  if (visibility == to_string(Visibility::after_due)) return stage != Stage::before_due;
  return visibility == to_string(Visibility::after_published) && stage == Stage::published;
}

}  // namespace

Stage stage_from(const std::string& word) {
  if (word == "before_due") return Stage::before_due;
  if (word == "after_due") return Stage::after_due;
  if (word == "published") return Stage::published;
  throw UsageError(fmt::format("there is no stage '{}': before_due, after_due, published", word));
}

Result for_student(Result result, Stage stage) {
  std::erase_if(result.checks, [stage](const CheckResult& check) { return !may_be_seen(check.visibility, stage); });
  std::set<std::string> seen;
  for (const auto& check : result.checks) seen.insert(check.id);
  for (auto& check : result.checks) {
    if (!check.diagnosis) continue;
    std::erase_if(check.diagnosis->also_explains, [&seen](const std::string& id) { return !seen.contains(id); });
    if (seen.contains(check.diagnosis->told_at)) continue;
    // The cause was told at one that is not shown: the first that is shown tells it now.
    const auto first = std::ranges::find_if(result.checks, [&check](const CheckResult& other) {
      return other.diagnosis && other.diagnosis->id == check.diagnosis->id;
    });
    const auto told_at = first->id;
    for (auto& other : result.checks)
      if (other.diagnosis && other.diagnosis->id == check.diagnosis->id) other.diagnosis->told_at = told_at;
  }
  return result;
}

}  // namespace wirelab::classroom
