#include "report/tap.hpp"

#include <sstream>

#include <fmt/format.h>

#include "model/text.hpp"
#include "report/explanation.hpp"

namespace wirelab {
namespace {

/// A description: a # in it would begin a directive.
std::string description(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '#' || character == '\\') out += '\\';
    out += character;
  }
  return out;
}

/// A string of YAML in quotes; ASCII, so that any reader will do.
std::string scalar(std::string_view text) { return fmt::format("\"{}\"", escape(text)); }

std::string block(const CheckResult& check) {
  std::string out = fmt::format("  ---\n  message: {}\n  points: {}\n", scalar(reason(check)),
                                scalar(fmt::format("{:g} of {}", check.points, check.max_points)));
  // One string: a list of strings with a colon in them is more than TAP::Parser reads.
  if (check.outcome == Outcome::fail) out += fmt::format("  report: {}\n", scalar(explanation(check)));
  return out + "  ...\n";
}

std::string test(std::size_t number, const CheckResult& check) {
  const auto name = description(name_of(check));
  switch (check.outcome) {
    case Outcome::pass:
      return fmt::format("ok {} - {}\n", number, name);
    case Outcome::cannot_test:
      return fmt::format("ok {} - {} # SKIP {}\n", number, name, description(reason(check)));
    case Outcome::fail:
    case Outcome::not_reached:
    case Outcome::grader_fault:
      break;
  }
  return fmt::format("not ok {} - {}\n{}", number, name, block(check));
}

}  // namespace

std::string tap_report(const Shown& shown) {
  const auto& result = shown.result();
  std::string out = "TAP version 13\n";
  if (result.status == Status::grader_fault) return out + fmt::format("Bail out!  {}\n", fault_reason(result));
  out += fmt::format("1..{}\n", result.checks.size());
  if (result.status == Status::build_failed) {
    out += "# the program was not built\n";
    std::istringstream lines(build_words(result.build));
    for (std::string line; std::getline(lines, line);) out += fmt::format("# | {}\n", escape(line));
  }
  std::size_t number = 0;
  for (const auto& check : result.checks) out += test(++number, check);
  return out + fmt::format("# {:g} of {} points, {}, seed {}, {}\n", result.score, result.max_score, result.lab, result.seed,
                           result.isolation);
}

}  // namespace wirelab
