// People taken out of texts that are shown to others: of sources, and of what a report quotes of a program.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "classroom/pseudonyms.hpp"
#include "classroom/roster.hpp"

namespace wirelab::classroom {

class Disguise {
public:
  Disguise(const std::vector<Student>& students, Pseudonyms& pseudonyms);

  /// TEXT, which OWNER has handed in, with the name, the e-mail, what stands before its @, and the id of everybody replaced by his
  /// pseudonym, and every other byte as it was: who works in a group, or has copied, names others. Case and accents do not matter
  /// (fold.hpp), nor in a name which part comes first and what joins them. Short words stay, for they may be words of the program:
  /// below four bytes, and below six of anybody but the owner (or owners: who have the same path).
  std::string over(const std::string& text, const Student& owner) const;

private:
  enum class Extent { any, whole_word };
  struct Word {
    std::string folded;
    std::vector<std::size_t>
        joins;  ///< where in `folded` the parts of a name but the first begin; in the text they may stand apart
    Extent extent;
    std::size_t size;  ///< as it stands in the roster
    std::string pseudonym;
    std::string id;    ///< of whom
    std::string path;  ///< of what was handed in
  };
  struct Text;
  struct Span;

  static bool finds(const Word& word, const Text& text, std::size_t at, Span& span);
  static void take_out(const Word& word, const Text& text, std::vector<char>& taken, std::vector<Span>& spans);

  std::vector<Word> words_;  ///< longer ones first: one may be part of another
};

}  // namespace wirelab::classroom
