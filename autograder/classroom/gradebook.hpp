// Scores and a word of feedback, put into the gradebook that was downloaded from a platform.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "classroom/disguise.hpp"
#include "classroom/late.hpp"
#include "classroom/origin.hpp"
#include "classroom/records.hpp"
#include "model/lab.hpp"
#include "report/visibility.hpp"

namespace wirelab::classroom {

/// Of one student.
struct Grade {
  Student student;
  std::optional<double> score;  ///< after what being late costs; nothing: not graded, or the grader failed
  double maximum = 0;           ///< that could be had
  std::string feedback;         ///< one line, without what may not be seen yet
  Origin origin{};              ///< of the student
};

/// MAXIMUM: of the lab. AUDIENCE: who reads the feedback.
Grade grade_of(const Record& record, double maximum, const std::optional<LatePolicy>& policy, Audience audience);

/// GRADE, which is that of RECORD, without a word that tells whose it is, or who others are.
Grade under_pseudonym(Grade grade, const Record& record, const std::string& pseudonym, const Disguise& disguise);

/// What stood in a cell of a student's before it was filled with something else.
struct Replaced {
  std::string id;
  std::string before;
  std::string after;
};

struct Filled {
  std::string text;                    ///< the whole file: what was not filled is as it was, byte for byte
  std::string column;                  ///< title of the one with the grades
  std::size_t cells = 0;               ///< grades that were put in
  std::vector<std::string> left_over;  ///< students that have a score and no row of their own, or one that may not be changed
  std::vector<Replaced> other_grades;
  std::vector<Replaced> other_feedback;
};

/// A gradebook that was exported from Canvas, names in one column or in two. COLUMN: the title of the assignment's, with or without
/// its number in parentheses; empty: the one that names LAB and nothing else (assignment_column.hpp). Scores are scaled to the
/// points possible. Students are found (whose_row.hpp) by Canvas' number, SIS user id, SIS login id (or e-mail), name: a row that
/// all of these allow, and nobody else has. Throws UsageError when the table or the column is not the right one (Canvas would make
/// a new assignment of it), or has no points possible.
Filled fill_canvas(const std::string& text, const std::string& origin, const std::vector<Grade>& grades, const Lab& lab,
                   const std::string& column);

/// An offline grading worksheet of a Moodle assignment. Titles are those of the site's language: GRADE and FEEDBACK tell them where
/// they are not English; the column after the grade's is then that of the maximum. Scores are scaled to the maximum grade; rows
/// that say that they cannot be changed stay. Throws UsageError when the table is not the right one, or a row has no maximum grade.
Filled fill_moodle(const std::string& text, const std::string& origin, const std::vector<Grade>& grades, const std::string& grade,
                   const std::string& feedback);

/// A table of our own: id, name, email, score, maximum, feedback; what a spreadsheet would take for a formula is guarded.
std::string grades_as_csv(const std::vector<Grade>& grades);
/// Whether TEXT begins as such a table does.
bool is_own_table(std::string_view text);

}  // namespace wirelab::classroom
