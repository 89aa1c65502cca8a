// The conversation of a check in the drawing language of the handouts (handouts/site/sequence.lua).
#pragma once

#include <string>
#include <vector>

#include "model/result.hpp"

namespace wirelab {

/// Two columns, the program and the grader; a row a line. No times and no numbers that the kernel chose, so that the same
/// conversation is always the same text. Ends with a newline.
std::string sequence_of(const std::vector<Event>& events);

}  // namespace wirelab
