// The result as Gradescope's results.json.
#pragma once

#include <optional>
#include <string>

#include "model/result.hpp"

namespace wirelab {

/// The one view that is made of a whole result: Gradescope itself shows each test when its visibility says so. What stands in a
/// test, and around the tests, is only what who may read it there may know. Nothing when the grader failed: without a results.json
/// Gradescope reports a failed run, which can be repeated, and not a zero.
std::optional<std::string> gradescope_report(const Result& whole);

}  // namespace wirelab
