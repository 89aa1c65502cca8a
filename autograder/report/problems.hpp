// The result as messages of a compiler, for the list of problems of an editor.
#pragma once

#include <string>

#include "report/visibility.hpp"

namespace wirelab {

/// What the compiler said, and a line "FOLDER/PROGRAM.cpp:1:1: error: R08 not met: ..." for each requirement that is not; then the
/// score. Every line is one that VS Code's matcher $gcc reads, or one that it does not. FOLDER: of the sources; PROGRAM: the lab's
/// first.
std::string problems_report(const Shown& shown, const std::string& folder, const std::string& program);

}  // namespace wirelab
