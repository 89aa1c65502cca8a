#include "model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wirelab {
namespace {

void append_escaped(std::string& out, unsigned char byte) {
  switch (byte) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '"':
      out += "\\\"";
      return;
    default:
      break;
  }
  if (byte >= 0x20 && byte <= 0x7e)
    out += static_cast<char>(byte);
  else
    out += fmt::format("\\x{:02x}", byte);
}

}  // namespace

std::string escape(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) append_escaped(out, static_cast<unsigned char>(byte));
  return out;
}

std::string quote(std::string_view bytes, std::size_t limit) {
  if (bytes.size() <= limit) return fmt::format("\"{}\"", escape(bytes));
  return fmt::format("\"{}\"... ({} bytes)", escape(bytes.substr(0, std::min<std::size_t>(limit, 16))), with_commas(bytes.size()));
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte == '\n' || byte == '\t' || (byte >= 0x20 && byte <= 0x7e))
      out += character;
    else
      append_escaped(out, byte);
  }
  return out;
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string quoted = "$'";
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '\'' || character == '\\')
      quoted += std::string("\\") + character;
    else if (byte >= 0x20 && byte <= 0x7e)
      quoted += character;
    else
      quoted += fmt::format("\\x{:02x}", byte);
  }
  return quoted + "'";
}

std::string first_difference(std::string_view expected, std::string_view seen) {
  const auto common = std::min(expected.size(), seen.size());
  std::size_t at = 0;
  while (at < common && expected[at] == seen[at]) ++at;
  constexpr std::size_t shown = 12;
  const auto part = [at](std::string_view bytes) {
    return at == bytes.size() ? std::string("the end") : quote(bytes.substr(at, shown));
  };
  return fmt::format("byte {}: expected {}, saw {}", with_commas(at + 1), part(expected), part(seen));
}

std::string with_commas(std::size_t number) {
  auto digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

}  // namespace wirelab
