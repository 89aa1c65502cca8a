// Text that others have had a hand in, before it goes into any format: well-formed, and without what could change how the rest is
// shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wirelab {

/// RFC 3629.
bool is_utf8(std::string_view text);

/// TEXT as valid UTF-8. What is not well-formed, or could change how the rest is shown (control characters but newline and tab,
/// Unicode's marks of direction and separators of lines, noncharacters), is written as \xHH, byte by byte; and so is what makes a
/// line a command to a CI.
std::string legible(std::string_view text);

/// TEXT, in whose lines nothing is a command to a CI that shows them in its log: GitHub obeys lines that begin with "::error" and
/// the like, also after blanks, and "##[" anywhere; Azure "##vso[", TeamCity "##teamcity[". One letter of it is written as \xHH.
std::string without_commands(std::string_view text);

/// The same on one line: newlines and tabs are written as \n and \t.
std::string legible_line(std::string_view text);

/// TEXT, which is legible, or its first MOST bytes and how many are left out; no character is cut in two.
std::string capped(std::string text, std::size_t most);

}  // namespace wirelab
