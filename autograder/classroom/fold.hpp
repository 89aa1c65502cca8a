// Text as it is compared where people write a name in their own way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wirelab::classroom {

struct Folded {
  std::string text;                 ///< UTF-8
  std::vector<std::size_t> begins;  ///< by byte of `text`: where in the original begins what it was made of
  std::vector<std::size_t> ends;    ///< and where that ends, with the marks behind it
};

/// TEXT in small letters, without accents (Latin, Greek, Cyrillic), marks and what has no width, composed or not; kinds of blanks,
/// hyphens and apostrophes become one. What is not UTF-8 is taken for Latin-1, and \xHH from 80 on for that byte: so reports show
/// it.
Folded folded(std::string_view text);

}  // namespace wirelab::classroom
