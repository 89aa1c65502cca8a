#include "classroom/csv.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "classroom/utf8.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::string_view mark = "\xef\xbb\xbf";
constexpr std::string_view formula_starts = "=+-@\t\r";
constexpr std::string_view separators = ",;\t";
constexpr std::string_view ends_of_cells = ",;\t\r\n";

/// Whether a spreadsheet may take what stands in TEXT from AT on for a formula. It may take off quotes and blanks before it, and
/// what has an apostrophe already gets one more, so that it can be taken back.
bool is_formula(std::string_view text, std::size_t at) {
  const auto first = text.find_first_not_of("'\" ", at);
  return first != std::string_view::npos && formula_starts.find(text[first]) != std::string_view::npos;
}

/// Whether a spreadsheet may take what stands in TEXT from AT on for a cell of its own: each separates as it is set up to, whatever
/// we do, and then knows nothing of our quotes.
bool begins_cell(std::string_view text, std::size_t at) {
  return at == 0 || ends_of_cells.find(text[at - 1]) != std::string_view::npos;
}

bool is_guard(std::string_view text, std::size_t at) {
  return text[at] == '\'' && begins_cell(text, at) && is_formula(text, at + 1);
}

/// Of , ; and tab the one that stands most often outside quotes in the first row.
char separator_of(std::string_view text) {
  std::array<int, separators.size()> counts{};
  bool quoted = false;
  for (const char character : text) {
    if (character == '"') quoted = !quoted;
    if (quoted) continue;
    if (character == '\n' || character == '\r') break;
    for (std::size_t at = 0; at < separators.size(); ++at) counts[at] += character == separators[at] ? 1 : 0;
  }
  return separators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

/// Of "a ""b""" in quotes what it stands for.
std::string value_of(std::string_view raw) {
  if (!raw.starts_with('"')) return std::string(raw);
  std::string value;
  bool inside = false;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '"') {
      value += raw[at];
    } else if (inside && at + 1 < raw.size() && raw[at + 1] == '"') {
      value += '"';
      ++at;
    } else {
      inside = !inside;
    }
  }
  return value;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

CsvTable::CsvTable(std::string_view text, const std::string& origin) {
  if (!is_utf8(text)) throw UsageError(fmt::format("{} is not UTF-8: save it as CSV UTF-8", origin));
  byte_order_mark_ = text.starts_with(mark);
  if (byte_order_mark_) text.remove_prefix(mark.size());
  separator_ = separator_of(text);
  std::size_t from = 0;
  bool quoted = false;
  Row row;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char character = text[at];
    if (character == '"' && (quoted || at == from))
      quoted = !quoted;
    else if (character == '"' && at > from && text[from] == '"' && text[at - 1] == '"')
      quoted = true;  // "" within quotes
    if (quoted) continue;
    const bool line_end = character == '\n' || character == '\r';
    if (character != separator_ && !line_end) continue;
    const auto raw = text.substr(from, at - from);
    row.cells.push_back({value_of(raw), std::string(raw)});
    from = at + 1;
    if (!line_end) continue;
    row.end = character == '\r' && text.substr(at).starts_with("\r\n") ? "\r\n" : std::string(1, character);
    at += row.end.size() - 1;
    from = at + 1;
    rows_.push_back(std::move(row));
    row = {};
  }
  if (quoted) throw UsageError(fmt::format("{}: a quote is not closed", origin));
  if (from < text.size() || !row.cells.empty()) {
    const auto raw = text.substr(from);
    row.cells.push_back({value_of(raw), std::string(raw)});
    rows_.push_back(std::move(row));
  }
}

const std::string& CsvTable::at(std::size_t row, std::size_t column) const {
  static const std::string nothing;
  return column < columns(row) ? rows_[row].cells[column].value : nothing;
}

std::optional<std::size_t> CsvTable::column(std::string_view title) const {
  if (rows_.empty()) return std::nullopt;
  for (std::size_t column = 0; column < columns(0); ++column)
    if (trimmed(at(0, column)) == title) return column;
  return std::nullopt;
}

std::string CsvTable::quoted(const std::string& value) {
  // Whoever reads the table may take another separator than it has.
  const bool plain = value.find_first_of("\"\r\n") == std::string::npos && value.find_first_of(separators) == std::string::npos &&
                     trimmed(value).size() == value.size();
  if (plain) return value;
  std::string out = "\"";
  for (const char character : value) out += character == '"' ? std::string("\"\"") : std::string(1, character);
  return out + '"';
}

void CsvTable::set(std::size_t row, std::size_t column, std::string value) {
  auto& cells = rows_[row].cells;
  if (cells.size() <= column) cells.resize(column + 1);
  cells[column].raw = quoted(value);
  cells[column].value = std::move(value);
}

void CsvTable::append(const std::vector<std::string>& values) {
  Row row{{}, "\r\n"};
  for (const auto& value : values) row.cells.push_back({value, quoted(value)});
  rows_.push_back(std::move(row));
}

std::string CsvTable::text() const {
  std::string out;
  if (byte_order_mark_) out += mark;
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.cells.size(); ++column) {
      if (column > 0) out += separator_;
      out += row.cells[column].raw;
    }
    out += row.end;
  }
  return out;
}

std::string guard_formula(const std::string& value) {
  std::string out;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (is_formula(value, at) && begins_cell(value, at)) out += '\'';
    out += value[at];
  }
  return out;
}

std::string unguard_formula(const std::string& value) {
  std::string out;
  for (std::size_t at = 0; at < value.size(); ++at)
    if (!is_guard(value, at)) out += value[at];
  return out;
}

}  // namespace wirelab::classroom
