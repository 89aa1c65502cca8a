#include "classroom/utf8.hpp"

#include <fmt/format.h>

namespace wirelab::classroom {
namespace {

bool is_digit_of_16(char character) { return std::string_view("0123456789abcdefABCDEF").find(character) != std::string_view::npos; }

/// Whether TEXT begins with %80 ... %FF or %25.
bool begins_like_a_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%' || !is_digit_of_16(text[1]) || !is_digit_of_16(text[2])) return false;
  return text[1] > '7' || text.substr(1, 2) == "25";
}

}  // namespace

bool is_plain_text(std::string_view text) { return legible_line(text) == text; }

std::string as_utf8(std::string_view text) {
  const bool known = is_utf8(text);
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (!known && byte >= 0x80)
      out += fmt::format("%{:02X}", byte);
    else if (begins_like_a_byte(text.substr(at)))
      out += "%25";
    else
      out += text[at];
  }
  return out;
}

}  // namespace wirelab::classroom
