#include "classroom/fold.hpp"

#include <array>
#include <cstdint>

namespace wirelab::classroom {
namespace {

/// Letters in a row of Unicode, as what they are compared: small, and of what they are decomposed into (UnicodeData.txt) the
/// letter; also of those that have a stroke, which Unicode does not decompose.
struct Letters {
  char32_t first;
  std::u32string_view folded;
};

constexpr std::array<Letters, 5> blocks{{
    {0x00c0,
     U"aaaaaaæceeeeiiiidnooooo×ouuuuyþß"
     U"aaaaaaæceeeeiiiidnooooo÷ouuuuyþy"
     U"aaaaaaccccccccddddeeeeeeeeeegggg"
     U"gggghhhhiiiiiiiiiiĳĳjjkkĸllllllŀ"
     U"ŀllnnnnnnŉŋŋooooooœœrrrrrrssssss"
     U"ssttttttuuuuuuuuuuuuwwyyyzzzzzzs"},
    {0x01c0,
     U"ǀǁǂǃǆǆǆǉǉǉǌǌǌaaiioouuuuuuuuuuǝaa"
     U"aaææǥǥggkkooooʒʒjǳǳǳggƕƿnnaaææoo"
     U"aaaaeeeeiiiioooorrrruuuussttȝȝhh"},
    {0x0386,
     U"α·εηι.ο.υωιαβγδεζηθικλμνξο"
     U"πρ.στυφχψωιυαεηιυαβγδεζηθικλμνξο"
     U"πρσστυφχψωιυουωϗ"},
    {0x0400,
     U"ееђгєѕііјљњћкиуџабвгдежзииклмноп"
     U"рстуфхцчшщъыьэюяабвгдежзииклмноп"
     U"рстуфхцчшщъыьэюяееђгєѕііјљњћкиуџ"},
    {0x1e00,
     U"aabbbbbbccddddddddddeeeeeeeeeeff"
     U"gghhhhhhhhhhiiiikkkkkkllllllllmm"
     U"mmmmnnnnnnnnoooooooopppprrrrrrrr"
     U"ssssssssssttttttttuuuuuuuuuuvvvv"
     U"wwwwwwwwwwxxxxyyzzzzzzhtwyẚsẜẝßẟ"
     U"aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
     U"eeeeeeeeiiiioooooooooooooooooooo"
     U"oooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ"},
}};

bool has_no_width(char32_t code) {
  return (code >= 0x300 && code <= 0x36f) || code == 0xad || (code >= 0x200b && code <= 0x200d) || code == 0x2060 || code == 0xfeff;
}

char32_t letter_of(char32_t code) {
  if (code >= U'A' && code <= U'Z') return code - U'A' + U'a';
  if (code == 0xa0 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f || code == 0x3000) return U' ';
  if (code >= 0x2010 && code <= 0x2015) return U'-';
  if (code == 0x2018 || code == 0x2019 || code == 0x2bc) return U'\'';
  for (const auto& block : blocks)
    if (code >= block.first && code - block.first < block.folded.size()) return block.folded[code - block.first];
  return code;
}

/// Of one character, what several are compared as.
std::u32string letters_of(char32_t code) {
  constexpr char32_t first_syllable = 0xac00;
  constexpr char32_t last_syllable = 0xd7a3;
  if (code >= first_syllable && code <= last_syllable) {  // Unicode, 3.12: how syllables of Hangul are decomposed
    const auto index = code - first_syllable;
    std::u32string out{0x1100 + index / 588, 0x1161 + index % 588 / 28};
    if (index % 28 != 0) out += static_cast<char32_t>(0x11a7 + index % 28);
    return out;
  }
  switch (const auto letter = letter_of(code)) {
    case U'ß':
      return U"ss";
    case U'æ':
      return U"ae";
    case U'œ':
      return U"oe";
    case U'þ':
      return U"th";
    default:
      return {letter};
  }
}

void append(std::string& out, char32_t code) {
  const auto tail = [&out, code](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

struct Unit {
  std::uint32_t value = 0;
  std::size_t length = 1;  ///< in the text
};

int digit_of_16(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

/// The byte at AT, or that for which \xHH stands there.
Unit byte_at(std::string_view text, std::size_t at) {
  if (text[at] == '\\' && at + 3 < text.size() && text[at + 1] == 'x') {
    const int high = digit_of_16(text[at + 2]);
    const int low = digit_of_16(text[at + 3]);
    if (high >= 8 && low >= 0) return {static_cast<std::uint32_t>(high * 16 + low), 4};
  }
  return {static_cast<std::uint8_t>(text[at]), 1};
}

Unit character_at(std::string_view text, std::size_t at) {
  const auto first = byte_at(text, at);
  const int more = first.value >= 0xf0 ? 3 : first.value >= 0xe0 ? 2 : first.value >= 0xc2 ? 1 : 0;
  if (more == 0 || first.value > 0xf4) return first;
  Unit character{first.value & (0x3fU >> more), first.length};
  for (int count = 0; count < more; ++count) {
    if (at + character.length >= text.size()) return first;
    const auto next = byte_at(text, at + character.length);
    if ((next.value & 0xc0) != 0x80) return first;
    character.value = character.value << 6 | (next.value & 0x3f);
    character.length += next.length;
  }
  return character.value <= 0x10ffff ? character : first;
}

}  // namespace

Folded folded(std::string_view text) {
  Folded out;
  out.text.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto character = character_at(text, at);
    const auto end = at + character.length;
    if (has_no_width(character.value)) {
      if (!out.ends.empty()) out.ends.back() = end;
    } else if (character.value < 0x80) {
      out.text += static_cast<char>(letter_of(character.value));
    } else {
      for (const auto letter : letters_of(character.value)) append(out.text, letter);
    }
    out.begins.resize(out.text.size(), at);
    out.ends.resize(out.text.size(), end);
    at = end;
  }
  return out;
}

}  // namespace wirelab::classroom
