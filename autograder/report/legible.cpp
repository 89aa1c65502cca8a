#include "report/legible.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "model/text.hpp"

namespace wirelab {
namespace {

struct Character {
  std::size_t length = 1;
  char32_t code = 0;
  bool well_formed = false;
};

/// The first character of TEXT, which is not empty (RFC 3629, section 4).
Character first_character(std::string_view text) {
  const auto byte = [&text](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  if (byte(0) < 0x80) return {1, byte(0), true};
  const std::size_t length = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < length) return {};
  char32_t code = byte(0) & (0xff >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(at) & 0x3f);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < smallest[length] || code > 0x10ffff || surrogate) return {};
  return {length, code, true};
}

/// Unicode's Bidi_Control, and what separates lines.
bool changes_direction(char32_t code) {
  return code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

bool is_letter(char character) { return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z'); }

bool may_stand(const Character& character) {
  if (!character.well_formed || changes_direction(character.code)) return false;
  if (character.code == U'\n' || character.code == U'\t') return true;
  const bool control = character.code < 0x20 || (character.code >= 0x7f && character.code < 0xa0);
  return !control && character.code != 0xfeff && (character.code & 0xfffe) != 0xfffe;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto character = first_character(text);
    if (!character.well_formed) return false;
    text.remove_prefix(character.length);
  }
  return true;
}

std::string legible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto character = first_character(text);
    const auto bytes = text.substr(0, character.length);
    text.remove_prefix(character.length);
    if (may_stand(character)) {
      out += bytes;
      continue;
    }
    for (const char byte : bytes) out += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(byte));
  }
  return without_commands(out);
}

std::string without_commands(std::string_view text) {
  std::string out;
  bool only_blanks = true;  // in this line; Unicode has many, so whatever is not ASCII is taken for one
  while (!text.empty()) {
    const char character = text.front();
    // An address of IPv6 may begin a line, too.
    const bool command = only_blanks && text.size() > 2 && text.starts_with("::") && is_letter(text[2]);
    const bool marked = text.starts_with("##[") || text.starts_with("##vso[") || text.starts_with("##teamcity[");
    if (command)
      out += "\\x3a";
    else if (marked)
      out += "#\\x23";
    else
      out += character;
    text.remove_prefix(marked ? 2 : 1);
    const bool blank = character == ' ' || character == '\t' || (static_cast<std::uint8_t>(character) & 0x80) != 0;
    only_blanks = character == '\n' || (only_blanks && blank);
  }
  return out;
}

std::string legible_line(std::string_view text) {
  std::string out;
  for (const char character : legible(text)) {
    if (character == '\n')
      out += "\\n";
    else if (character == '\t')
      out += "\\t";
    else
      out += character;
  }
  return out;
}

std::string capped(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  auto end = most;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  const auto left_out = text.size() - end;
  text.resize(end);
  return text + fmt::format("... ({} more bytes)", with_commas(left_out));
}

}  // namespace wirelab
