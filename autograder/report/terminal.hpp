// The result as a student reads it on a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/result.hpp"

namespace wirelab {

struct TerminalStyle {
  bool colour = false;
  bool unicode = false;             ///< "·" and the like; otherwise plain ASCII
  std::size_t width = 100;          ///< columns
  std::string program = "wirelab";  ///< how it was started: the commands that a report offers begin with this

  /// What the terminal on standard output can do: colour unless it is no terminal, TERM says dumb or NO_COLOR is set; Unicode when
  /// the locale says UTF-8; as wide as COLUMNS says, or else as its window is.
  static TerminalStyle of_standard_output();
};

/// One of several results, for the table of them.
struct LabResult {
  std::string title;
  Result result;
};

/// A line that says which lab the report below it is about, and an empty one.
std::string terminal_heading(const std::string& lab, const std::string& title, const TerminalStyle& style);

/// A table of all: points, requirements met, and the first one that is not.
std::string terminal_overview(const std::vector<LabResult>& results, const TerminalStyle& style);

/// One hint about a bug that was recognised.
std::string terminal_hint(const std::string& lab, const std::string& requirement, const std::string& bug, const std::string& name,
                          const std::string& hint, int level, int levels, const TerminalStyle& style);

/// Ends with a newline. The conversations of the requirements SHOWN are drawn, met or not.
std::string terminal_report(const Result& result, const TerminalStyle& style, const std::set<std::string>& shown = {});

/// For one of many reports in a row: how it stands, what is different from BEFORE, and the first failure alone, in short. Ends with
/// a newline.
std::string terminal_short_report(const Result& result, const std::optional<Result>& before, const TerminalStyle& style);

}  // namespace wirelab
