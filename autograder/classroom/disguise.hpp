// People taken out of texts that are shown to others: of sources, and of what a report quotes of a program.
#pragma once

#include <string>
#include <vector>

#include "classroom/pseudonyms.hpp"
#include "classroom/roster.hpp"

namespace wirelab::classroom {

class Disguise {
public:
  Disguise(const std::vector<Student>& students, Pseudonyms& pseudonyms);

  /// TEXT, which OWNER has handed in, with the name, the e-mail and the id of everybody, in any case, replaced by his pseudonym:
  /// who works in a group, or has copied, names others. Short words stay, for they may be words of the program: below four
  /// characters, and below six of anybody but the owner.
  std::string over(std::string text, const Student& owner) const;

private:
  struct Word {
    std::string lower_case;
    std::string pseudonym;
    std::string id;  ///< of whom
  };
  std::vector<Word> words_;  ///< longer ones first: one may be part of another
};

}  // namespace wirelab::classroom
