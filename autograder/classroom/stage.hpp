// How far an assignment is, and so what its students may see.
#pragma once

#include <string>

#include "report/visibility.hpp"

namespace wirelab::classroom {

/// What students may see at this stage: before_due, after_due, published. Throws UsageError for a word that is none of them.
Audience students_at(const std::string& stage);

}  // namespace wirelab::classroom
