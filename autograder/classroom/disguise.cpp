#include "classroom/disguise.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "classroom/fold.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t shortest_own_word = 4;
constexpr std::size_t shortest_word_of_others = 6;
constexpr std::string_view joints = " \t_-.,'";

/// In a folded text; what is not ASCII there is a letter, or a byte of one.
bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
         static_cast<unsigned char>(character) >= 0x80;
}

using Parts = std::vector<std::string>;

Parts parts_of(std::string_view folded_name) {
  Parts parts(1);
  for (const char character : folded_name) {
    if (is_letter(character))
      parts.back() += character;
    else if (!parts.back().empty())
      parts.emplace_back();
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

Parts joined(Parts one, const Parts& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

/// "Doe, Jane" and "Jane Doe" for both of them.
std::set<Parts> orders_of(const std::string& name) {
  const auto text = folded(name).text;
  auto parts = parts_of(text);
  std::set<Parts> orders{parts};
  if (const auto comma = text.find(','); comma != std::string::npos) {
    orders.insert(joined(parts_of(text.substr(comma + 1)), parts_of(text.substr(0, comma))));
  } else if (!parts.empty()) {
    std::rotate(parts.begin(), parts.end() - 1, parts.end());
    orders.insert(parts);
  }
  return orders;
}

}  // namespace

struct Disguise::Text {
  explicit Text(std::string_view original) : all(folded(original)) {
    for (std::size_t at = 0; at < all.text.size(); ++at) {
      if (!is_letter(all.text[at])) continue;
      letters += all.text[at];
      places.push_back(at);
    }
  }

  /// Whether a word may begin or end between BEFORE, which may be -1 by wrapping round, and the next byte.
  bool is_edge(std::size_t before) const {
    const auto after = before + 1;
    return after == 0 || after >= all.text.size() || !is_letter(all.text[before]) || !is_letter(all.text[after]);
  }

  Folded all;
  std::string letters;              ///< of it, without what stands between words
  std::vector<std::size_t> places;  ///< of these in it
};

struct Disguise::Span {
  std::size_t begin = 0;  ///< in the original
  std::size_t end = 0;
  const std::string* pseudonym = nullptr;
};

Disguise::Disguise(const std::vector<Student>& students, Pseudonyms& pseudonyms) {
  for (const auto& student : students) {
    const auto add = [&](std::string text, std::vector<std::size_t> joins, Extent extent, std::size_t size) {
      if (size >= shortest_own_word && !text.empty())
        words_.push_back({std::move(text), std::move(joins), extent, size, pseudonyms.of(student.id), student.id, student.path});
    };
    const auto local_part = student.email.substr(0, student.email.find('@'));
    add(folded(student.email).text, {}, Extent::any, student.email.size());
    add(folded(local_part).text, {}, Extent::whole_word, local_part.size());
    add(folded(student.id).text, {}, Extent::any, student.id.size());
    for (const auto& parts : orders_of(student.name)) {
      std::string text;
      std::vector<std::size_t> joins;
      for (const auto& part : parts) {
        if (!text.empty()) joins.push_back(text.size());
        text += part;
      }
      add(std::move(text), std::move(joins), Extent::any, student.name.size());
    }
  }
  std::ranges::stable_sort(words_, std::ranges::greater{}, [](const Word& word) { return word.folded.size(); });
}

/// Whether what stands in TEXT at AT, the bytes of WORD, is WORD: SPAN is then set to where.
bool Disguise::finds(const Word& word, const Text& text, std::size_t at, Span& span) {
  auto first = at;
  auto last = at + word.folded.size() - 1;
  bool whole_word = word.extent == Extent::whole_word;
  if (!word.joins.empty()) {
    auto join = word.joins.begin();
    for (std::size_t offset = 1; offset < word.folded.size(); ++offset) {
      const auto before = text.places[at + offset - 1];
      const auto gap = text.places[at + offset] - before - 1;
      const bool is_join = join != word.joins.end() && *join == offset;
      if (is_join) ++join;
      if (gap > 0 && !is_join) return false;
      if (std::string_view(text.all.text).substr(before + 1, gap).find_first_not_of(joints) != std::string_view::npos) return false;
      // Run together it may be part of a word of the program: "An Do" of "random".
      if (gap == 0 && is_join) whole_word = true;
    }
    first = text.places[first];
    last = text.places[last];
  }
  if (whole_word && !(text.is_edge(first - 1) && text.is_edge(last))) return false;
  span = {text.all.begins[first], text.all.ends[last], &word.pseudonym};
  return true;
}

void Disguise::take_out(const Word& word, const Text& text, std::vector<char>& taken, std::vector<Span>& spans) {
  const auto& in = word.joins.empty() ? text.all.text : text.letters;
  auto at = in.find(word.folded);
  while (at != std::string::npos) {
    Span span;
    const bool found = finds(word, text, at, span);
    const auto begin = taken.begin() + static_cast<std::ptrdiff_t>(span.begin);
    const auto end = taken.begin() + static_cast<std::ptrdiff_t>(span.end);
    const bool is_new = found && std::find(begin, end, 1) == end;
    if (is_new) {
      std::fill(begin, end, 1);
      spans.push_back(span);
    }
    at = in.find(word.folded, at + (is_new ? word.folded.size() : 1));
  }
}

std::string Disguise::over(const std::string& text, const Student& owner) const {
  const Text in(text);
  std::vector<char> taken(text.size());
  std::vector<Span> spans;
  for (const auto& word : words_) {
    const bool own = word.id == owner.id || (!owner.path.empty() && word.path == owner.path);
    if (own || word.size >= shortest_word_of_others) take_out(word, in, taken, spans);
  }
  std::ranges::sort(spans, {}, [](const Span& span) { return span.begin; });
  std::string out;
  std::size_t from = 0;
  for (const auto& span : spans) {
    out.append(text, from, span.begin - from).append(*span.pseudonym);
    from = span.end;
  }
  return out.append(text, from);
}

}  // namespace wirelab::classroom
