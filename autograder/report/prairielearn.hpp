// The result as PrairieLearn's results.json.
#pragma once

#include <string>

#include "report/visibility.hpp"

namespace wirelab {

/// Ungradable, which costs no attempt and no points, when the program is not built or the grader failed. Less than 1 MB.
std::string prairielearn_report(const Shown& shown);

}  // namespace wirelab
