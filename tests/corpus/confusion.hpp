// What the diagnosis called each program, beside what the program is: the confusion matrix of a lab.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "manifest.hpp"
#include "model/result.hpp"

namespace wirelab::corpus {

/// The ids that the diagnosis told of one program. Empty: it named nothing.
using Told = std::set<std::string>;
Told told_of(const Result& result);

/// What was told, beside what is so.
enum class Naming {
  exact,           ///< it names the bug
  of_its_class,    ///< it names one that cannot be told apart from it, or one of two bugs at once
  rightly_silent,  ///< there is no bug, or none that has a name
  missing,
  wrong,
};
Naming judge(const Submission& submission, const Told& told);

class Confusion {
public:
  /// SUBMISSION was graded once, and that is what was told.
  void count(const Submission& submission, const Told& told);
  std::size_t total(Naming naming) const;
  /// Programs without a name in the catalogue.
  std::size_t programs_without_a_name() const;

  /// The matrix for a terminal: what is named exactly in one paragraph, every row with anything else in a line of its own. CLASSES:
  /// what cannot be told apart, whose reasons stand below.
  std::string text(const std::vector<BugClass>& classes) const;

private:
  enum class Kind { bug, several, without_a_name, skeleton, correct };
  struct What {
    Kind kind;
    std::string label;
    auto operator<=>(const What&) const = default;
  };
  struct Cell {
    Naming naming = Naming::exact;
    std::size_t count = 0;
  };
  struct Row {
    std::set<std::string> programs;
    std::map<Told, Cell> cells;
    bool all_exact() const;
  };

  static What what_is(const Submission& submission);
  std::string paragraph_of_exact() const;
  std::string rows_of(std::string_view title, const std::set<Kind>& kinds) const;

  std::map<What, Row> rows_;
};

}  // namespace wirelab::corpus
