// Text of others that is to stand in our tables and file names.
#pragma once

#include <string>
#include <string_view>

namespace wirelab::classroom {

/// RFC 3629.
bool is_utf8(std::string_view text);

/// Well-formed UTF-8 without control characters and without Unicode's marks of direction.
bool is_plain_text(std::string_view text);

}  // namespace wirelab::classroom
