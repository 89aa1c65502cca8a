// Text of others that is to stand in our tables and file names.
#pragma once

#include <string>
#include <string_view>

#include "report/legible.hpp"

namespace wirelab::classroom {

/// Well-formed UTF-8 without control characters and without Unicode's marks of direction.
bool is_plain_text(std::string_view text);

/// TEXT, of which nobody has said in which code page it is: when it is not UTF-8, bytes from 0x80 on become %80 ... %FF. What reads
/// like one of those, or like %25, gets %25 in place of its %: no two texts become one.
std::string as_utf8(std::string_view text);

}  // namespace wirelab::classroom
