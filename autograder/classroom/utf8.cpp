#include "classroom/utf8.hpp"

#include "report/markup.hpp"

namespace wirelab::classroom {
namespace {

/// markup_text writes \xHH for a byte that may not stand: for the bytes of TEXT themselves, not for a backslash in it.
bool all_may_stand(std::string_view text) {
  std::string without_backslashes(text);
  for (auto& character : without_backslashes)
    if (character == '\\') character = '/';
  return markup_text(without_backslashes).find('\\') == std::string::npos;
}

}  // namespace

bool is_plain_text(std::string_view text) { return text.find_first_of("\n\t") == std::string_view::npos && all_may_stand(text); }

bool is_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte < 0xc2 || byte > 0xf4 || at + length > text.size()) return false;
    unsigned code = byte & (0xffu >> (length + 1));
    for (std::size_t next = at + 1; next < at + length; ++next) {
      const auto follower = static_cast<unsigned char>(text[next]);
      if ((follower & 0xc0) != 0x80) return false;
      code = code << 6 | (follower & 0x3fu);
    }
    constexpr unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    at += length;
  }
  return true;
}

}  // namespace wirelab::classroom
