#include "report/sequence.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "report/ladder.hpp"

namespace wirelab {
namespace {

constexpr std::size_t most_letters_of_a_side = 38;
constexpr std::size_t most_letters_on_the_wire = 36;

/// The language has a meaning for bars; in bytes a bar may as well be written by its number.
std::string without_bars(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '|')
      out += "\\x7c";
    else
      out += letter;
  }
  return out;
}

std::string side(const std::string& text) { return without_bars(shortened(text, most_letters_of_a_side)); }

/// The first of several is "client 1", though nobody knew of the others when it came.
std::string name_of(const std::string& who, bool numbered) { return who == "client" && numbered ? "client 1" : who; }

std::string row_of(const Rung& rung, bool numbered) {
  const auto grader = side(name_of(rung.who, numbered) + ": " + rung.call);
  const auto wire = without_bars(shortened(rung.segment.empty() ? rung.bytes : rung.segment, most_letters_on_the_wire));
  switch (rung.kind) {
    case Rung::Kind::to_program:
      return fmt::format(" | <- {} | {}\n", wire, grader);
    case Rung::Kind::to_grader:
      return fmt::format(" | -> {} | {}\n", wire, grader);
    case Rung::Kind::astray:
      return fmt::format(" | -x {} | {}\n", wire, grader);
    case Rung::Kind::at_program:
      return fmt::format("left> {}\n", side(rung.bytes.empty() ? rung.call : rung.call + " " + rung.bytes));
    case Rung::Kind::at_grader:
      break;
  }
  return fmt::format("right> {}\n", grader);
}

}  // namespace

std::string sequence_of(const std::vector<Event>& events) {
  std::vector<Event> told;
  std::ranges::copy_if(events, std::back_inserter(told),
                       [](const Event& event) { return event.who == "grader" || event.who == "program"; });
  const auto rungs = rungs_of(told);
  const bool numbered = std::ranges::any_of(rungs, [](const Rung& rung) { return rung.who.starts_with("client "); });
  const auto [shown_first, left_out] = left_out_of(rungs.size());
  std::string out = "left: your program\nright: grader\n";
  for (std::size_t index = 0; index < rungs.size(); ++index) {
    if (left_out > 0 && index == shown_first) {
      out += fmt::format("note: both: ... {} more ...\n", left_out);
      index += left_out;
    }
    out += row_of(rungs[index], numbered);
  }
  return out;
}

}  // namespace wirelab
