// The result as a student reads it on a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "model/result.hpp"

namespace wirelab {

struct TerminalStyle {
  bool colour = false;
  bool unicode = false;     ///< "·" and the like; otherwise plain ASCII
  std::size_t width = 100;  ///< columns

  /// What the terminal on standard output can do: colour unless NO_COLOR is set or it is no terminal, Unicode when the locale
  /// says UTF-8.
  static TerminalStyle of_standard_output();
};

/// Ends with a newline.
std::string terminal_report(const Result& result, const TerminalStyle& style);

}  // namespace wirelab
