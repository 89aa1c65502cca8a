#include "cli/audience.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "classroom/stage.hpp"
#include "model/fault.hpp"

namespace wirelab {

bool shows_more_later(const Lab& lab) {
  return std::ranges::any_of(lab.requirements, [](const Requirement& requirement) {
    return requirement.visibility != Visibility::visible && requirement.visibility != Visibility::hidden;
  });
}

Audience readers_at(const std::string& stage, const Lab& lab) {
  if (!stage.empty()) return classroom::students_at(stage);
  if (shows_more_later(lab))
    throw UsageError(fmt::format(
        "{} has requirements that students see only later: say how far it is, --stage before_due, after_due or published",
        lab.name));
  return Audience::student;
}

}  // namespace wirelab
