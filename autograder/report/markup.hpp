// Text in HTML and SVG.
#pragma once

#include <string>
#include <string_view>

namespace wirelab {

/// TEXT as character data or as the value of a quoted attribute: no markup can come out of it. What is not well-formed UTF-8 or
/// could change how the rest is shown (control characters but newline and tab, Unicode's marks of direction) is written as \xHH.
std::string markup_text(std::string_view text);

}  // namespace wirelab
