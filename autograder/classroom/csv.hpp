// Tables of comma-separated values (RFC 4180) that are filled in place: what is not set stays as it was, byte for byte.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wirelab::classroom {

class CsvTable {
public:
  /// An empty table, separated by commas, with the line ends of RFC 4180.
  CsvTable() = default;
  /// TEXT separated by commas, semicolons or tabs, whichever its first row has most of; with or without a byte order mark. Throws
  /// UsageError that names ORIGIN when a quote is not closed, or it is not UTF-8.
  CsvTable(std::string_view text, const std::string& origin);

  std::size_t rows() const { return rows_.size(); }
  std::size_t columns(std::size_t row) const { return rows_[row].cells.size(); }
  /// Empty where the row is shorter.
  const std::string& at(std::size_t row, std::size_t column) const;
  /// The first column whose title (in row 0, without blanks around it) is TITLE.
  std::optional<std::size_t> column(std::string_view title) const;
  /// Lengthens the row where it is too short.
  void set(std::size_t row, std::size_t column, std::string value);
  void append(const std::vector<std::string>& values);
  std::string text() const;

private:
  struct Cell {
    std::string value;
    std::string raw;  ///< as it stands in the file
  };
  struct Row {
    std::vector<Cell> cells;
    std::string end;
  };
  static std::string quoted(const std::string& value);

  std::vector<Row> rows_;
  char separator_ = ',';
  bool byte_order_mark_ = false;
};

/// VALUE as it may stand in a table that people open with a spreadsheet: what would be taken for a formula (it begins with =, +, -,
/// @, a tab or a carriage return, perhaps behind quotes and blanks) gets an apostrophe before it, also after a comma, a semicolon,
/// a tab or a line's end within: a spreadsheet may separate by any of these.
std::string guard_formula(const std::string& value);
/// Takes back what guard_formula did.
std::string unguard_formula(const std::string& value);

}  // namespace wirelab::classroom
