// Text for a terminal of 120 columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wirelab::corpus {

constexpr std::size_t columns = 120;

/// FIRST, then WORDS with blanks between them; lines that would be too long go on below the end of FIRST. Ends with a newline.
std::string paragraph(std::string_view first, const std::vector<std::string>& words);

/// The words of TEXT.
std::vector<std::string> words_of(const std::string& text);

}  // namespace wirelab::corpus
