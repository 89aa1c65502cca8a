#include "report/visibility.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab {
namespace {

using Ids = std::set<std::string, std::less<>>;

/// A requirement was not reached because of one that is withheld: that much shows by itself, and no more.
constexpr std::string_view withheld_need = "not reached: it needs something that is not shown";

bool is_part_of_word(char character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
         (character >= 'a' && character <= 'z') || character == '_';
}

bool mentions(std::string_view text, const Ids& ids) {
  for (const auto& id : ids)
    for (auto at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1)) {
      const auto end = at + id.size();
      if ((at == 0 || !is_part_of_word(text[at - 1])) && (end == text.size() || !is_part_of_word(text[end]))) return true;
    }
  return false;
}

/// The cause that several requirements share is told at the first of those that are shown.
void forget(Diagnosis& diagnosis, const CheckResult& check, const Ids& withheld, const std::vector<CheckResult>& shown) {
  std::erase_if(diagnosis.also_explains, [&withheld](const std::string& id) { return withheld.contains(id); });
  if (!withheld.contains(diagnosis.told_at)) return;
  const auto same = std::ranges::find_if(
      shown, [&diagnosis](const CheckResult& other) { return other.diagnosis && other.diagnosis->id == diagnosis.id; });
  diagnosis.told_at = same == shown.end() ? check.id : same->id;
}

}  // namespace

bool may_see(Audience audience, std::string_view visibility) {
  if (audience == Audience::instructor || visibility == "visible") return true;
  if (visibility == "after_due") return audience >= Audience::after_due;
  return visibility == "after_published" && audience >= Audience::after_published;
}

Shown seen_by(const Result& result, Audience audience, Counted counted) {
  Shown shown;
  shown.result_ = result;
  auto& left = shown.result_;
  Ids withheld;
  for (const auto& check : result.checks)
    if (!may_see(audience, check.visibility)) withheld.insert(check.id);
  if (withheld.empty()) return shown;

  shown.withheld_ = true;
  std::erase_if(left.checks, [&withheld](const CheckResult& check) { return withheld.contains(check.id); });
  left.met_before.reset();
  double points = 0;
  int max_points = 0;
  left.duration_ms = 0;
  for (auto& check : left.checks) {
    points += check.points;
    max_points += check.max_points;
    left.duration_ms += check.duration_ms;
    if (check.outcome == Outcome::not_reached && mentions(check.saw, withheld)) check.saw = withheld_need;
    if (check.diagnosis) forget(*check.diagnosis, check, withheld, left.checks);
  }
  if (counted == Counted::shown) {
    left.score = points;
    left.max_score = max_points;
  }
  return shown;
}

Audience audience_from(std::string_view word) {
  if (word == "student") return Audience::student;
  if (word == "after-due") return Audience::after_due;
  if (word == "after-published") return Audience::after_published;
  if (word == "instructor") return Audience::instructor;
  throw UsageError(fmt::format("there is no audience '{}'; there is student, after-due, after-published, instructor", word));
}

}  // namespace wirelab
