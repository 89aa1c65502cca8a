#include "classroom/assignment_column.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/pattern.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

std::string without_number(const std::string& title) {
  static const Pattern pattern(R"((?P<title>.*?)\s*\(\d+\)\s*)");
  const auto groups = pattern.match(title);
  return groups ? groups->at("title") : title;
}

/// In small letters. A number is a word of its own, without zeros before it: "lab03" is "lab", "3".
std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  const auto end_word = [&words, &word] {
    const auto digits = word.find_first_not_of('0');
    if (!word.empty() && is_digit(word.front())) word = digits == std::string::npos ? "0" : word.substr(digits);
    if (!word.empty()) words.insert(word);
    word.clear();
  };
  for (const char character : text) {
    const char small = character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
    const bool letter = (small >= 'a' && small <= 'z') || static_cast<unsigned char>(small) >= 0x80;
    if (!letter && !is_digit(small)) {
      end_word();
      continue;
    }
    if (!word.empty() && is_digit(word.back()) != is_digit(small)) end_word();
    word += small;
  }
  end_word();
  return words;
}

int number_of(const Lab& lab) { return std::atoi(lab.name.substr(std::min<std::size_t>(3, lab.name.size())).c_str()); }

}  // namespace

std::size_t assignment_column(const CsvTable& table, const std::string& origin, std::size_t first, const Lab& lab,
                              const std::string& wanted) {
  const auto number = number_of(lab);
  const Pattern names_the_lab(fmt::format("(?i).*\\blab[ _-]*0*{}\\b.*", number));
  std::vector<std::size_t> found;
  std::vector<std::string> titles;
  for (std::size_t column = first; column < table.columns(0); ++column) {
    const auto& title = table.at(0, column);
    titles.push_back(title);
    const bool fits = wanted.empty() ? names_the_lab.match(title).has_value() : title == wanted || without_number(title) == wanted;
    if (fits) found.push_back(column);
  }
  const auto refuse = [&](const std::string& problem) {
    throw UsageError(fmt::format("{}: {}; tell it with --column. There is: {}", origin, problem, fmt::join(titles, " | ")));
  };
  if (found.size() != 1)
    refuse(fmt::format("{} {}", found.empty() ? "no column" : "more than one column",
                       wanted.empty() ? fmt::format("names lab {}", number) : fmt::format("is called '{}'", wanted)));
  if (wanted.empty()) {
    const auto& title = table.at(0, found.front());
    const auto known = words_of(lab.name + " " + lab.title);
    for (const auto& word : words_of(without_number(title)))
      if (!known.contains(word)) refuse(fmt::format("'{}' may be more than lab {} itself (what is '{}'?)", title, number, word));
  }
  return found.front();
}

}  // namespace wirelab::classroom
