// What a student may see of a result.
#pragma once

#include <string>

#include "model/result.hpp"

namespace wirelab::classroom {

/// How far an assignment is: a requirement with visibility after_due shows from after_due on, after_published from published on,
/// hidden never.
enum class Stage { before_due, after_due, published };

/// Throws UsageError for a word that is no stage.
Stage stage_from(const std::string& word);

/// RESULT without the requirements that may not be seen yet, and without a word about them elsewhere. The score stays.
Result for_student(Result result, Stage stage);

}  // namespace wirelab::classroom
