// The conversation of a check as a ladder of letters, for the terminal.
#pragma once

#include <string>
#include <vector>

#include "model/result.hpp"
#include "report/terminal.hpp"

namespace wirelab {

/// One line an event, the program on the left and the grader on the right. Ends with a newline.
std::string ladder_text(const std::vector<Event>& events, const TerminalStyle& style);

}  // namespace wirelab
