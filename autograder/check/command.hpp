// A program of the student's that is run with arguments, prints something and ends, as a check writes about it.
#pragma once

#include <string_view>

#include "check/running_program.hpp"

namespace wirelab::check {

class Command : public RunningProgram {
public:
  using RunningProgram::RunningProgram;

  /// It prints exactly this line and ends with status 0.
  void expect_line(std::string_view line);
  /// It prints something that begins like this, and ends with status 0.
  void expect_line_that_begins(std::string_view start);
  /// It prints nothing on standard output, says why on standard error in a line that begins "PROGRAM: ", and ends with status 1.
  void expect_refusal();
};

}  // namespace wirelab::check
