// The result as TAP, for prove(1) and other harnesses.
#pragma once

#include <string>

#include "report/visibility.hpp"

namespace wirelab {

/// TAP version 13: a test a requirement, what was seen in a YAML block behind it. What could not be tested here is skipped; what
/// was not reached is not ok. When the grader failed it bails out.
std::string tap_report(const Shown& shown);

}  // namespace wirelab
