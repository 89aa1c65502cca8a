#include "report/markup.hpp"

#include "report/legible.hpp"

namespace wirelab {

std::string markup_text(std::string_view text) {
  std::string out;
  for (const char character : legible(text)) {
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += character;
    }
  }
  return out;
}

}  // namespace wirelab
