#include "classroom/gradebook.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/csv.hpp"
#include "classroom/pattern.hpp"
#include "classroom/whose_row.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t most_feedback = 1000;

std::string feedback_of(const SubmissionOutcome& outcome, Audience audience) {
  if (outcome.ending == Ending::nothing_to_grade || !outcome.result)
    return fmt::format("{}: {}", words_of(outcome.ending), outcome.why);
  if (outcome.ending == Ending::build_failed) return fmt::format("not built: {}", first_error(outcome.result->build.diagnostics));
  const auto shown = seen_by(*outcome.result, audience, Counted::all);
  std::vector<std::string> unmet;
  for (const auto& check : shown.result().checks) {
    if (check.outcome != Outcome::fail) continue;
    unmet.push_back(check.diagnosis ? fmt::format("{} ({} {})", check.id, check.diagnosis->id, check.diagnosis->name) : check.id);
  }
  const auto points = fmt::format("{:g} of {} points", outcome.result->score, outcome.result->max_score);
  return unmet.empty() ? points : fmt::format("{}; not met: {}", points, fmt::join(unmet, ", "));
}

/// "Participant 1234" -> "1234"
std::string last_number(const std::string& text) {
  auto end = text.size();
  while (end > 0 && (text[end - 1] < '0' || text[end - 1] > '9')) --end;
  auto begin = end;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  return text.substr(begin, end - begin);
}

std::string without_number(const std::string& title) {
  static const Pattern pattern(R"((?P<title>.*?)\s*\(\d+\)\s*)");
  const auto groups = pattern.match(title);
  return groups ? groups->at("title") : title;
}

std::size_t assignment_column(const CsvTable& table, const std::string& origin, const std::string& lab, const std::string& wanted) {
  const auto number = std::atoi(lab.substr(std::min<std::size_t>(3, lab.size())).c_str());
  const Pattern names_the_lab(fmt::format("(?i).*\\blab[ _-]*0*{}\\b.*", number));
  std::vector<std::size_t> found;
  std::vector<std::string> titles;
  for (std::size_t column = 2; column < table.columns(0); ++column) {
    const auto& title = table.at(0, column);
    titles.push_back(title);
    const bool fits = wanted.empty() ? names_the_lab.match(title).has_value() : title == wanted || without_number(title) == wanted;
    if (fits) found.push_back(column);
  }
  if (found.size() == 1) return found.front();
  const auto problem = found.empty() ? "no column" : "more than one column";
  const auto what = wanted.empty() ? fmt::format("names lab {}", number) : fmt::format("is called '{}'", wanted);
  throw UsageError(fmt::format("{}: {} {}; tell it with --column. There is: {}", origin, problem, what, fmt::join(titles, " | ")));
}

/// In Canvas an excused student has EX in place of a grade.
bool is_excused(const std::string& cell) {
  static const Pattern excused("(?i)\\s*EX\\s*");
  return excused.match(cell).has_value();
}

std::string two_decimals(double score) { return fmt::format("{:.2f}", score); }

/// The number above 0 that is all of TEXT.
std::optional<double> number_in(const std::string& text) {
  auto with_point = text;
  std::ranges::replace(with_point, ',', '.');
  char* end = nullptr;
  const double number = std::strtod(with_point.c_str(), &end);
  const bool all = end != with_point.c_str() && std::string_view(end).find_first_not_of(" \t") == std::string_view::npos;
  return all && number > 0 && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

double scaled(const Grade& grade, double most) { return grade.maximum > 0 ? *grade.score * most / grade.maximum : *grade.score; }

}  // namespace

Grade grade_of(const Record& record, double maximum, const std::optional<LatePolicy>& policy, Audience audience) {
  Grade grade{record.student, std::nullopt, maximum, {}, {}};
  if (!record.outcome || !record.outcome->has_score()) return grade;
  const double score = record.outcome->score();
  grade.score = policy ? score_after(*policy, score, maximum, parse_moment(record.student.submitted_at)) : score;
  grade.feedback = feedback_of(*record.outcome, audience).substr(0, most_feedback);
  if (*grade.score < score) grade.feedback += fmt::format("; late: {:g} points less", score - *grade.score);
  return grade;
}

Grade under_pseudonym(Grade grade, const Record& record, const std::string& pseudonym, const Disguise& disguise) {
  // Why there is nothing to grade is told by the names of files and folders: they may be anybody's.
  if (record.outcome && record.outcome->ending == Ending::nothing_to_grade)
    grade.feedback = words_of(record.outcome->ending);
  else
    grade.feedback = disguise.over(grade.feedback, record.student);
  grade.student = {pseudonym, {}, {}, {}, {}};
  grade.origin = {};
  return grade;
}

Filled fill_canvas(const std::string& text, const std::string& origin, const std::vector<Grade>& grades, const std::string& lab,
                   const std::string& wanted) {
  CsvTable table(text, origin);
  if (table.rows() == 0 || table.at(0, 0).find("Student") == std::string::npos || table.at(0, 1).find("ID") == std::string::npos)
    throw UsageError(fmt::format("{} is not a gradebook of Canvas: its columns are to begin with Student and ID", origin));
  const auto column = assignment_column(table, origin, lab, wanted);
  std::size_t first = 1;
  std::optional<double> possible;
  for (; first < table.rows() && first < 4; ++first) {
    // Rows about the columns come before those of students, and have no id.
    if (table.at(first, 0).find("Points Possible") != std::string::npos)
      possible = number_in(table.at(first, column));
    else if (!table.at(first, 1).empty())
      break;
  }
  if (!possible)
    throw UsageError(
        fmt::format("{}: '{}' has no points possible, so there is nothing to scale to; give the assignment points in "
                    "Canvas and export the gradebook again",
                    origin, table.at(0, column)));
  const auto login = table.column("SIS Login ID");
  WhoseRow rows(table, first, 0, login);
  rows.by_number("canvas", [&table](std::size_t row) { return std::set<std::string>{table.at(row, 1)}; });
  rows.by_id(table.column("SIS User ID"));
  rows.by_login(login);
  rows.by_name();
  const auto found = rows.of(grades);
  Filled filled;
  for (std::size_t at = 0; at < grades.size(); ++at) {
    const auto& [grade, row] = std::tie(grades[at], found[at]);
    if (!grade.score) continue;
    if (!row || is_excused(table.at(*row, column))) {
      filled.left_over.push_back(grade.student.id);
      continue;
    }
    table.set(*row, column, two_decimals(scaled(grade, *possible)));
    ++filled.cells;
  }
  filled.text = table.text();
  return filled;
}

Filled fill_moodle(const std::string& text, const std::string& origin, const std::vector<Grade>& grades,
                   const std::string& grade_title, const std::string& feedback_title) {
  CsvTable table(text, origin);
  const auto column = table.column(grade_title);
  if (!column || table.column("Student"))
    throw UsageError(fmt::format("{} is not a grading worksheet of Moodle: there is no column '{}' (--column tells another)",
                                 origin, grade_title));
  const auto feedback = table.column(feedback_title);
  auto maximum = table.column("Maximum grade");
  if (!maximum) maximum = table.column("Maximum Grade");
  if (!maximum) maximum = *column + 1;  // where it stands in any language
  const auto changeable = table.column("Grade can be changed");
  const auto email = table.column("Email address");
  WhoseRow rows(table, 1, table.column("Full name"), email);
  rows.by_number("moodle", [&table](std::size_t row) { return std::set<std::string>{last_number(table.at(row, 0))}; });
  rows.by_email(email);
  rows.by_id(table.column("ID number"));
  rows.by_name();
  const auto found = rows.of(grades);
  Filled filled;
  for (std::size_t at = 0; at < grades.size(); ++at) {
    const auto& [grade, row] = std::tie(grades[at], found[at]);
    if (!grade.score) continue;
    if (!row || (changeable && table.at(*row, *changeable) == "No")) {
      filled.left_over.push_back(grade.student.id);
      continue;
    }
    const auto most = number_in(table.at(*row, *maximum));
    if (!most)
      throw UsageError(
          fmt::format("{}, row {}: '{}' is no maximum grade to scale to; it is to stand in 'Maximum grade', or in the "
                      "column after '{}'",
                      origin, *row + 1, table.at(*row, *maximum), grade_title));
    table.set(*row, *column, two_decimals(scaled(grade, *most)));
    if (feedback) table.set(*row, *feedback, guard_formula(grade.feedback));
    ++filled.cells;
  }
  filled.text = table.text();
  return filled;
}

std::string grades_as_csv(const std::vector<Grade>& grades) {
  CsvTable table;
  table.append({"id", "name", "email", "submitted_at", "score", "maximum", "feedback"});
  for (const auto& grade : grades)
    table.append({grade.student.id, guard_formula(grade.student.name), guard_formula(grade.student.email),
                  guard_formula(grade.student.submitted_at), grade.score ? two_decimals(*grade.score) : "",
                  fmt::format("{:g}", grade.maximum), guard_formula(grade.feedback)});
  return table.text();
}

}  // namespace wirelab::classroom
