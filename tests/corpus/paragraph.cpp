#include "paragraph.hpp"

#include <sstream>

namespace wirelab::corpus {

std::string paragraph(std::string_view first, const std::vector<std::string>& words) {
  std::string text(first);
  std::size_t column = first.size();
  for (const auto& word : words) {
    if (column > first.size() && column + 1 + word.size() > columns) {
      text.append("\n").append(first.size(), ' ');
      column = first.size();
    }
    if (column > first.size()) {
      text += " ";
      ++column;
    }
    text += word;
    column += word.size();
  }
  return text + "\n";
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace wirelab::corpus
