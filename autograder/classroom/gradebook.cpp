#include "classroom/gradebook.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/assignment_column.hpp"
#include "classroom/csv.hpp"
#include "classroom/pattern.hpp"
#include "classroom/whose_row.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t most_feedback = 1000;
constexpr std::string_view own_titles = "id,name,email,submitted_at,score,maximum,feedback";

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

/// In Canvas a student who is excused has EX in place of a grade, and one to whom the assignment is not given N/A.
bool is_no_place_for_a_grade(const std::string& cell) {
  static const Pattern words("(?i)\\s*(EX|N/A)\\s*");
  return words.match(cell).has_value();
}

/// "1,000" is a thousand here and one there.
bool has_thousands(const std::string& text) {
  static const Pattern grouped(R"(\s*\d{1,3}([.,]\d{3})+\s*)");
  return grouped.match(text).has_value();
}

std::string two_decimals(double score) { return fmt::format("{:.2f}", score); }

/// The number that is all of TEXT.
std::optional<double> number_in(const std::string& text) {
  auto with_point = text;
  std::ranges::replace(with_point, ',', '.');
  char* end = nullptr;
  const double number = std::strtod(with_point.c_str(), &end);
  const bool all = end != with_point.c_str() && std::string_view(end).find_first_not_of(" \t") == std::string_view::npos;
  return all && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// The number above 0 that is all of TEXT.
std::optional<double> maximum_in(const std::string& text) {
  const auto number = number_in(text);
  return number && *number > 0 ? number : std::nullopt;
}

/// Whether a cell with BEFORE loses something by holding AFTER.
bool is_another(const std::string& before, const std::string& after) {
  static const Pattern nothing("\\s*-?\\s*");
  if (before == after || nothing.match(before)) return false;
  const auto one = number_in(before);
  const auto other = number_in(after);
  return !one || !other || std::abs(*one - *other) >= 0.005;
}

void put(CsvTable& table, std::size_t row, std::size_t column, const std::string& id, const std::string& value,
         std::vector<Replaced>& replaced) {
  if (is_another(table.at(row, column), value)) replaced.push_back({id, table.at(row, column), value});
  table.set(row, column, value);
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

Filled fill_canvas(const std::string& text, const std::string& origin, const std::vector<Grade>& grades, const Lab& lab,
                   const std::string& wanted) {
  CsvTable table(text, origin);
  const bool split = table.column("LastName") == std::size_t{0} && table.column("FirstName") == std::size_t{1};
  const std::size_t id = split ? 2 : 1;
  const bool has_names = split || (table.rows() > 0 && table.at(0, 0).find("Student") != std::string::npos);
  if (!has_names || table.at(0, id).find("ID") == std::string::npos)
    throw UsageError(fmt::format(
        "{} is not a gradebook of Canvas: its columns are to begin with Student and ID, or LastName, FirstName and ID", origin));
  const auto column = assignment_column(table, origin, id + 1, lab, wanted);
  std::size_t first = 1;
  std::optional<double> possible;
  for (; first < table.rows() && first < 4; ++first) {
    // Rows about the columns come before those of students, and have no id.
    if (table.at(first, 0).find("Points Possible") != std::string::npos) {
      if (has_thousands(table.at(first, column)))
        throw UsageError(fmt::format("{}, row {}: '{}' has {} points possible: write a thousand as 1000, and two decimals at most",
                                     origin, first + 1, table.at(0, column), table.at(first, column)));
      possible = maximum_in(table.at(first, column));
    } else if (!table.at(first, id).empty()) {
      break;
    }
  }
  if (!possible)
    throw UsageError(
        fmt::format("{}: '{}' has no points possible, so there is nothing to scale to; give the assignment points in "
                    "Canvas and export the gradebook again",
                    origin, table.at(0, column)));
  const auto login = table.column("SIS Login ID");
  WhoseRow rows(table, first, split ? std::vector<std::size_t>{0, 1} : std::vector<std::size_t>{0}, login);
  rows.by_number("canvas", [&table, id](std::size_t row) { return std::set<std::string>{table.at(row, id)}; });
  rows.by_id(table.column("SIS User ID"));
  rows.by_login(login);
  rows.by_name();
  const auto found = rows.of(grades);
  Filled filled;
  filled.column = table.at(0, column);
  for (std::size_t at = 0; at < grades.size(); ++at) {
    const auto& [grade, row] = std::tie(grades[at], found[at]);
    if (!grade.score) continue;
    if (!row || is_no_place_for_a_grade(table.at(*row, column))) {
      filled.left_over.push_back(grade.student.id);
      continue;
    }
    put(table, *row, column, grade.student.id, two_decimals(scaled(grade, *possible)), filled.other_grades);
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
  const auto name = table.column("Full name");
  WhoseRow rows(table, 1, name ? std::vector<std::size_t>{*name} : std::vector<std::size_t>{}, email);
  rows.by_number("moodle", [&table](std::size_t row) { return std::set<std::string>{last_number(table.at(row, 0))}; });
  rows.by_email(email);
  rows.by_id(table.column("ID number"));
  rows.by_name();
  const auto found = rows.of(grades);
  Filled filled;
  filled.column = table.at(0, *column);
  for (std::size_t at = 0; at < grades.size(); ++at) {
    const auto& [grade, row] = std::tie(grades[at], found[at]);
    if (!grade.score) continue;
    if (!row || (changeable && table.at(*row, *changeable) == "No")) {
      filled.left_over.push_back(grade.student.id);
      continue;
    }
    const auto most = maximum_in(table.at(*row, *maximum));
    if (!most)
      throw UsageError(
          fmt::format("{}, row {}: '{}' is no maximum grade to scale to; it is to stand in 'Maximum grade', or in the "
                      "column after '{}'",
                      origin, *row + 1, table.at(*row, *maximum), grade_title));
    put(table, *row, *column, grade.student.id, two_decimals(scaled(grade, *most)), filled.other_grades);
    if (feedback) put(table, *row, *feedback, grade.student.id, guard_formula(grade.feedback), filled.other_feedback);
    ++filled.cells;
  }
  filled.text = table.text();
  return filled;
}

std::string grades_as_csv(const std::vector<Grade>& grades) {
  CsvTable table(fmt::format("{}\r\n", own_titles), "");
  for (const auto& grade : grades)
    table.append({grade.student.id, guard_formula(grade.student.name), guard_formula(grade.student.email),
                  guard_formula(grade.student.submitted_at), grade.score ? two_decimals(*grade.score) : "",
                  fmt::format("{:g}", grade.maximum), guard_formula(grade.feedback)});
  return table.text();
}

bool is_own_table(std::string_view text) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  const auto titles = text.substr(0, text.find_first_of("\r\n"));
  // A spreadsheet may have kept it with another separator.
  return std::ranges::equal(
      titles, own_titles, [](char given, char ours) { return given == ours || (ours == ',' && (given == ';' || given == '\t')); });
}

}  // namespace wirelab::classroom
