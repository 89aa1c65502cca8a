#include "classroom/roster.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "classroom/csv.hpp"
#include "classroom/fingerprint.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t longest_id = 64;
constexpr std::size_t digits_of_print = 6;
constexpr std::array<std::string_view, 5> titles{"id", "name", "email", "submitted_at", "path"};

bool is_letter_or_digit(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
}

bool may_stand_in_id(char character) {
  return is_letter_or_digit(character) || std::string_view("._@+-").find(character) != std::string_view::npos;
}

bool leads_outside(const std::filesystem::path& path) {
  return path.is_absolute() || std::ranges::find(path, std::filesystem::path("..")) != path.end();
}

using Columns = std::array<std::size_t, titles.size()>;

Columns columns_of(const CsvTable& table, const std::filesystem::path& file) {
  Columns columns{};
  for (std::size_t at = 0; at < titles.size(); ++at) {
    const auto column = table.column(titles[at]);
    if (!column) throw UsageError(fmt::format("{}: there is no column '{}'", file.string(), titles[at]));
    columns[at] = *column;
  }
  return columns;
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= longest_id && is_letter_or_digit(text.front()) &&
         std::ranges::all_of(text, may_stand_in_id);
}

std::string make_id(std::string_view text) {
  std::string id;
  for (const char character : text) {
    const bool stands = may_stand_in_id(character);
    if (!stands && (id.empty() || id.back() == '-')) continue;
    id += stands ? character : '-';
  }
  while (!id.empty() && !is_letter_or_digit(id.front())) id.erase(0, 1);
  while (!id.empty() && id.back() == '-') id.pop_back();
  const bool letters_are_lost =
      std::ranges::any_of(text, [](char character) { return static_cast<unsigned char>(character) >= 0x80; });
  const bool tells_all = !letters_are_lost && !id.empty() && id.size() <= longest_id;
  if (id.empty()) id = "submission";
  if (tells_all || text.empty()) return id;
  // By counting on, it would depend on who else comes, and on the order.
  Fingerprint print;
  print.add("name", text);
  id = id.substr(0, longest_id - 1 - digits_of_print);
  while (id.back() == '-') id.pop_back();
  return id + "-" + print.hex().substr(0, digits_of_print);
}

std::string numbered_id(std::string_view id, int number) {
  const auto end = fmt::format("-{}", number);
  return std::string(id.substr(0, longest_id - end.size())) + end;
}

std::vector<Student> read_roster(const std::filesystem::path& file) {
  const CsvTable table(read_text_file(file), file.string());
  const auto columns = columns_of(table, file);
  std::vector<Student> students;
  std::set<std::string> seen;
  for (std::size_t row = 1; row < table.rows(); ++row) {
    const auto cell = [&](std::size_t at) { return unguard_formula(table.at(row, columns[at])); };
    Student student{cell(0), cell(1), cell(2), cell(3), cell(4)};
    if (student.id.empty() && student.path.empty()) continue;
    const auto refuse = [&](const std::string& why) {
      throw UsageError(fmt::format("{}, row {}: {} {}", file.string(), row + 1, quote(student.id), why));
    };
    if (!is_id(student.id)) refuse("is no id: letters, digits and . _ @ + - only");
    if (!seen.insert(student.id).second) refuse("stands there twice");
    if (leads_outside(student.path)) refuse("has a path that leads out of the run's folder");
    students.push_back(std::move(student));
  }
  return students;
}

void write_roster(const std::filesystem::path& file, const std::vector<Student>& students) {
  CsvTable table;
  table.append({titles.begin(), titles.end()});
  for (const auto& student : students)
    table.append({student.id, guard_formula(student.name), guard_formula(student.email), guard_formula(student.submitted_at),
                  guard_formula(student.path)});
  write_whole_file(file, table.text());
}

std::string updated_roster(const std::filesystem::path& file, const std::vector<Student>& students) {
  auto text = read_text_file(file);
  if (!text.empty() && text.back() != '\n' && text.back() != '\r') text += "\r\n";
  CsvTable table(text, file.string());
  const auto columns = columns_of(table, file);
  std::map<std::string, std::size_t> rows;
  for (std::size_t row = 1; row < table.rows(); ++row) rows.emplace(unguard_formula(table.at(row, columns[0])), row);
  for (const auto& student : students) {
    const auto [place, is_new] = rows.emplace(student.id, table.rows());
    if (is_new) table.append(std::vector<std::string>(table.columns(0)));
    const std::array<std::string_view, titles.size()> values{student.id, student.name, student.email, student.submitted_at,
                                                             student.path};
    for (std::size_t at = 0; at < titles.size(); ++at) {
      const std::string value(values[at]);
      if (unguard_formula(table.at(place->second, columns[at])) != value)
        table.set(place->second, columns[at], guard_formula(value));
    }
  }
  return table.text();
}

}  // namespace wirelab::classroom
