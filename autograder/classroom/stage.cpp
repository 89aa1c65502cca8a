#include "classroom/stage.hpp"

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab::classroom {

Audience students_at(const std::string& stage) {
  if (stage == "before_due") return Audience::student;
  if (stage == "after_due") return Audience::after_due;
  if (stage == "published") return Audience::after_published;
  throw UsageError(fmt::format("there is no stage '{}': before_due, after_due, published", stage));
}

}  // namespace wirelab::classroom
