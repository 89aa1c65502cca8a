#include "check/command.hpp"

#include <sys/wait.h>

#include <fmt/format.h>

#include "model/text.hpp"

namespace wirelab::check {
namespace {

constexpr std::size_t shown_output = 160;

}  // namespace

void Command::expect_line(std::string_view line) {
  const auto expected = fmt::format("{}\n", line);
  world().wait_for([this] { return program().wait_status().has_value(); });
  if (program().wait_status() && program().standard_output().head() == expected) return expect_exit(0);
  const auto ending = world().wait_until_quiet();
  const auto& output = program().standard_output();
  const auto& error = program().standard_error();
  auto seen =
      output.total() == 0 ? "nothing on standard output" : fmt::format("{} on standard output", quote(output.head(), shown_output));
  if (error.total() > 0) seen += fmt::format(", {} on standard error", quote(error.head(), shown_output));
  world().fail(fmt::format("the line {}", quote(expected, shown_output)), seen + "; " + explained(ending),
               unmet("line", expected, output.head()));
}

void Command::expect_line_that_begins(std::string_view start) {
  world().wait_for([this] { return program().wait_status().has_value(); });
  if (program().wait_status() && program().standard_output().head().starts_with(start)) return expect_exit(0);
  const auto ending = world().wait_until_quiet();
  const auto& output = program().standard_output();
  world().fail(fmt::format("a line that begins {}", quote(start)),
               output.total() == 0 ? "nothing on standard output; " + explained(ending)
                                   : fmt::format("{} on standard output", quote(output.head(), shown_output)),
               unmet("beginning of a line", start, output.head()));
}

void Command::expect_refusal() {
  world().wait_for([this] { return program().wait_status().has_value(); });
  const auto& output = program().standard_output();
  if (output.total() > 0)
    world().fail("nothing on standard output: this value cannot be converted",
                 fmt::format("{} on standard output", quote(output.head(), shown_output)), unmet("refusal", {}, output.head()));
  expect_exit(1);
  const auto start = program().name() + ": ";
  const auto& error = program().standard_error();
  if (!error.head().starts_with(start))
    world().fail(fmt::format("a line on standard error that begins {}", quote(start)),
                 error.total() == 0 ? "nothing on standard error" : quote(error.head(), shown_output), unmet("refusal"));
}

}  // namespace wirelab::check
