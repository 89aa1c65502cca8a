// Text of others that is to stand in our tables and file names.
#pragma once

#include <string_view>

#include "report/legible.hpp"

namespace wirelab::classroom {

/// Well-formed UTF-8 without control characters and without Unicode's marks of direction.
bool is_plain_text(std::string_view text);

}  // namespace wirelab::classroom
