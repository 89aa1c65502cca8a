// The result as Autolab reads it from the standard output of a job.
#pragma once

#include <string>

#include "report/visibility.hpp"

namespace wirelab {

/// REPORT for the student, every line behind "| " so that none is JSON; then a line for Autolab's table of stages; then the line
/// with the score, always the last, of the problem that is named after the lab ("lab03"). When the grader failed, the score there
/// is null, which Autolab posts as none: for a last line that is no score it would release a zero.
std::string autolab_report(const Shown& shown, const std::string& report);

/// "lab03-iterative-server" -> "lab03".
std::string autolab_problem(const std::string& lab);

}  // namespace wirelab
