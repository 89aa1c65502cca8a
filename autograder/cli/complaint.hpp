// The one line in which wirelab says why it cannot go on.
#pragma once

#include <exception>
#include <string>

namespace wirelab {

/// "wirelab: make a folder /tmp/wirelab-XXXXXX: No space left on device (make room there, ...)": one line, whatever bytes the
/// words of ERROR have, with what can be done about a machine that has run out of something.
std::string complaint_of(const std::exception& error);

}  // namespace wirelab
