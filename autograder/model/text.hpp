// How bytes that a student's program made are shown to people: never raw.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wirelab {

/// BYTES as printable ASCII: backslash, quote and everything outside 0x20-0x7e as \n, \t, \\, \" or \xHH.
std::string escape(std::string_view bytes);

/// BYTES in quotes, escaped; of more than LIMIT bytes only the start and the total: "aaaa"... (600 bytes).
std::string quote(std::string_view bytes, std::size_t limit = 48);

/// TEXT of several lines as it may be printed: newlines and tabs stay, every other control character, and every byte that
/// is not printable ASCII, is escaped. For compiler messages and the tail of standard error.
std::string printable(std::string_view text);

/// TEXT as one word of a command for bash: as it is where that will do, otherwise quoted, with \\xHH for what is not printable.
std::string shell_word(std::string_view text);

/// Where SEEN leaves EXPECTED, a few bytes on both sides of it: `byte 3: expected "C\n", saw "x\n"`.
std::string first_difference(std::string_view expected, std::string_view seen);

/// 1048576 -> "1,048,576".
std::string with_commas(std::size_t number);

}  // namespace wirelab
