#include "classroom/disguise.hpp"

#include <algorithm>

namespace wirelab::classroom {
namespace {

constexpr std::size_t shortest_own_word = 4;
constexpr std::size_t shortest_word_of_others = 6;

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
  });
  return text;
}

std::vector<std::string> words_of(const Student& student) {
  std::vector<std::string> words{student.email, student.name, student.id};
  if (const auto comma = student.name.find(", "); comma != std::string::npos)
    words.push_back(student.name.substr(comma + 2) + " " + student.name.substr(0, comma));
  return words;
}

}  // namespace

Disguise::Disguise(const std::vector<Student>& students, Pseudonyms& pseudonyms) {
  for (const auto& student : students)
    for (const auto& word : words_of(student))
      if (word.size() >= shortest_own_word) words_.push_back({lower_case(word), pseudonyms.of(student.id), student.id});
  std::ranges::stable_sort(words_, std::ranges::greater{}, [](const Word& word) { return word.lower_case.size(); });
}

std::string Disguise::over(std::string text, const Student& owner) const {
  auto in = lower_case(text);
  for (const auto& word : words_) {
    if (word.id != owner.id && word.lower_case.size() < shortest_word_of_others) continue;
    auto at = in.find(word.lower_case);
    if (at == std::string::npos) continue;
    std::string out;
    std::size_t from = 0;
    for (; at != std::string::npos; at = in.find(word.lower_case, from)) {
      out.append(text, from, at - from).append(word.pseudonym);
      from = at + word.lower_case.size();
    }
    text = out.append(text, from);
    in = lower_case(text);
  }
  return text;
}

}  // namespace wirelab::classroom
