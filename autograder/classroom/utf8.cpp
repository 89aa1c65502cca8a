#include "classroom/utf8.hpp"

namespace wirelab::classroom {

bool is_plain_text(std::string_view text) { return legible_line(text) == text; }

}  // namespace wirelab::classroom
