#include "classroom/gradebook.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/csv.hpp"
#include "classroom/pattern.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t most_feedback = 1000;

std::string feedback_of(const SubmissionOutcome& outcome, Stage stage) {
  if (outcome.ending == Ending::nothing_to_grade || !outcome.result)
    return fmt::format("{}: {}", words_of(outcome.ending), outcome.why);
  if (outcome.ending == Ending::build_failed) return fmt::format("not built: {}", first_error(outcome.result->build.diagnostics));
  std::vector<std::string> unmet;
  for (const auto& check : for_student(*outcome.result, stage).checks) {
    if (check.outcome != Outcome::fail) continue;
    unmet.push_back(check.diagnosis ? fmt::format("{} ({} {})", check.id, check.diagnosis->id, check.diagnosis->name) : check.id);
  }
  const auto points = fmt::format("{:g} of {} points", outcome.result->score, outcome.result->max_score);
  return unmet.empty() ? points : fmt::format("{}; not met: {}", points, fmt::join(unmet, ", "));
}

/// Letters and digits, small: "Doe, Jane" -> "doejane". Bytes of other alphabets stay.
std::string bare(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character >= 'A' && character <= 'Z')
      out += static_cast<char>(character - 'A' + 'a');
    else if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
             static_cast<unsigned char>(character) >= 0x80)
      out += character;
  }
  return out;
}

/// "Doe, Jane" the other way round.
std::string turned(const std::string& name) {
  const auto comma = name.find(',');
  return comma == std::string::npos ? name : name.substr(comma + 1) + " " + name.substr(0, comma);
}

/// The words of a name in one order: "Doe, Jane" and "Jane Doe" are the same.
std::set<std::string> forms_of(const std::string& name) {
  std::set<std::string> forms{bare(name), bare(turned(name))};
  forms.erase("");
  return forms;
}

/// "Participant 1234" -> "1234"
std::string last_number(const std::string& text) {
  auto end = text.size();
  while (end > 0 && (text[end - 1] < '0' || text[end - 1] > '9')) --end;
  auto begin = end;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  return text.substr(begin, end - begin);
}

/// Finds the row of a student: the keys of the rows, by decreasing certainty.
class Rows {
public:
  /// The texts that ROW can be known by, or none.
  using Keys = std::function<std::set<std::string>(std::size_t row)>;
  /// The texts that a student is known by.
  using Names = std::function<std::set<std::string>(const Student& student)>;

  Rows(std::size_t first, std::size_t count) : first_(first), count_(count) {}

  void add(const Keys& keys, const Names& names) {
    std::map<std::string, std::vector<std::size_t>> index;
    for (auto row = first_; row < count_; ++row)
      for (const auto& key : keys(row))
        if (!key.empty()) index[key].push_back(row);
    steps_.push_back({std::move(index), names});
  }

  /// Nothing when there is none, or when there are several: nobody may get the grade of another.
  std::optional<std::size_t> of(const Student& student) const {
    for (const auto& [index, names] : steps_) {
      std::set<std::size_t> found;
      for (const auto& name : names(student))
        if (const auto rows = index.find(name); rows != index.end()) found.insert(rows->second.begin(), rows->second.end());
      if (found.size() == 1) return *found.begin();
    }
    return std::nullopt;
  }

private:
  struct Step {
    std::map<std::string, std::vector<std::size_t>> index;
    Names names;
  };
  std::size_t first_;
  std::size_t count_;
  std::vector<Step> steps_;
};

Rows::Keys cells_of(const CsvTable& table, std::optional<std::size_t> column) {
  return [&table, column](std::size_t row) {
    return column ? std::set<std::string>{table.at(row, *column)} : std::set<std::string>{};
  };
}

std::set<std::string> id_of(const Student& student) { return {student.id}; }
std::set<std::string> email_of(const Student& student) { return {student.email}; }
std::set<std::string> login_of(const Student& student) {
  return {student.id, student.email, student.email.substr(0, student.email.find('@'))};
}

void add_names(Rows& rows, const CsvTable& table, std::size_t column) {
  rows.add([&table, column](std::size_t row) { return forms_of(table.at(row, column)); },
           [](const Student& student) { return forms_of(student.name); });
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

std::string two_decimals(double score) { return fmt::format("{:.2f}", score); }

double number_in(const std::string& text) {
  auto with_point = text;
  std::ranges::replace(with_point, ',', '.');
  return std::strtod(with_point.c_str(), nullptr);
}

}  // namespace

Grade grade_of(const Record& record, double maximum, const std::optional<LatePolicy>& policy, Stage stage) {
  Grade grade{record.student, std::nullopt, maximum, {}};
  if (!record.outcome || !record.outcome->has_score()) return grade;
  const double score = record.outcome->score();
  grade.score = policy ? score_after(*policy, score, maximum, parse_moment(record.student.submitted_at)) : score;
  grade.feedback = feedback_of(*record.outcome, stage).substr(0, most_feedback);
  if (*grade.score < score) grade.feedback += fmt::format("; late: {:g} points less", score - *grade.score);
  return grade;
}

Filled fill_canvas(const std::string& text, const std::string& origin, const std::vector<Grade>& grades, const std::string& lab,
                   const std::string& wanted) {
  CsvTable table(text, origin);
  if (table.rows() == 0 || table.at(0, 0).find("Student") == std::string::npos || table.at(0, 1).find("ID") == std::string::npos)
    throw UsageError(fmt::format("{} is not a gradebook of Canvas: its columns are to begin with Student and ID", origin));
  const auto column = assignment_column(table, origin, lab, wanted);
  std::size_t first = 1;
  double possible = 0;
  for (; first < table.rows() && first < 4; ++first) {
    // Rows about the columns come before those of students, and have no id.
    if (table.at(first, 0).find("Points Possible") != std::string::npos)
      possible = number_in(table.at(first, column));
    else if (!table.at(first, 1).empty())
      break;
  }
  Rows rows(first, table.rows());
  rows.add(cells_of(table, 1), id_of);
  rows.add(cells_of(table, table.column("SIS User ID")), id_of);
  rows.add(cells_of(table, table.column("SIS Login ID")), login_of);
  add_names(rows, table, 0);
  Filled filled;
  for (const auto& grade : grades) {
    if (!grade.score) continue;
    const auto row = rows.of(grade.student);
    if (!row) {
      filled.left_over.push_back(grade.student.id);
      continue;
    }
    const double scale = possible > 0 && grade.maximum > 0 ? possible / grade.maximum : 1;
    table.set(*row, column, two_decimals(*grade.score * scale));
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
  const auto changeable = table.column("Grade can be changed");
  Rows rows(1, table.rows());
  rows.add([&table](std::size_t row) { return std::set<std::string>{last_number(table.at(row, 0))}; }, id_of);
  rows.add(cells_of(table, table.column("Email address")), email_of);
  rows.add(cells_of(table, table.column("ID number")), id_of);
  if (const auto name = table.column("Full name")) add_names(rows, table, *name);
  Filled filled;
  for (const auto& grade : grades) {
    if (!grade.score) continue;
    const auto row = rows.of(grade.student);
    if (!row || (changeable && table.at(*row, *changeable) == "No")) {
      filled.left_over.push_back(grade.student.id);
      continue;
    }
    const double most = maximum ? number_in(table.at(*row, *maximum)) : 0;
    const double scale = most > 0 && grade.maximum > 0 ? most / grade.maximum : 1;
    table.set(*row, *column, two_decimals(*grade.score * scale));
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
