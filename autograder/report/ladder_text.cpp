#include "report/ladder_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/ladder.hpp"

namespace wirelab {
namespace {

constexpr std::size_t widest_wire = 32;
constexpr std::size_t narrowest_wire = 16;

/// How many columns each part has, the wire apart: before all, for what happens to the program, and for the grader's calls.
struct Columns {
  std::size_t indent;
  std::size_t left;
  std::size_t right;
};
constexpr Columns roomy{5, 30, 34};
constexpr Columns narrow{0, 22, 20};

struct Letters {
  const char* line;
  const char* dash;
  const char* to_left;
  const char* to_right;
  const char* mark;
  const char* lost;
};
constexpr Letters ascii{"|", "-", "<", ">", "*", "x"};
constexpr Letters drawn{"│", "─", "◀", "▶", "●", "✗"};

std::string repeated(const char* letter, std::size_t count) {
  std::string out;
  while (count-- > 0) out += letter;
  return out;
}

class Writer {
public:
  explicit Writer(const TerminalStyle& style) : letters_(style.unicode ? drawn : ascii) {
    const auto [before, program, grader] = style.width < roomy.indent + roomy.left + roomy.right + narrowest_wire ? narrow : roomy;
    const auto others = before + program + grader;
    indent_ = before;
    left_ = program;
    wire_ = std::clamp(style.width, others + narrowest_wire, others + widest_wire) - others;
    right_ = std::max(style.width, others + wire_) - before - program - wire_;
  }

  std::string head() const {
    return fmt::format("{}{:>7} {:>{}}{:^{}}{}\n", std::string(indent_, ' '), "ms", "your program", left_ - 9, "wire", wire_,
                       "grader");
  }

  std::string line(const Rung& rung) const {
    const auto time = fmt::format("{}{:>7.1f} ", std::string(indent_, ' '), rung.t_ms);
    const auto beside = shortened(rung.who.empty() ? rung.call : rung.who + ": " + rung.call, right_ - 1);
    if (rung.kind == Rung::Kind::at_program) {
      const auto words = rung.bytes.empty() ? rung.call : rung.call + " " + rung.bytes;
      const bool fits = words.size() <= left_ - 10;
      const auto after = fits ? std::string() : fmt::format(" {}", shortened(rung.bytes, wire_ - 4));
      return fmt::format("{}{:>{}} {}{:<{}}{}\n", time, shortened(fits ? words : rung.call, left_ - 10), left_ - 10, letters_.mark,
                         after, wire_ - 2, letters_.line);
    }
    if (rung.kind == Rung::Kind::at_grader)
      return fmt::format("{}{:>{}} {}{}{} {}\n", time, "", left_ - 10, letters_.line, std::string(wire_ - 2, ' '), letters_.mark,
                         beside);
    const auto text = fmt::format(" {} ", shortened(rung.segment.empty() ? rung.bytes : rung.segment, wire_ - 8));
    const auto dashes = wire_ - 3 - text.size();
    const auto before = repeated(letters_.dash, dashes / 2);
    const auto after = repeated(letters_.dash, dashes - dashes / 2);
    const bool to_program = rung.kind == Rung::Kind::to_program;
    if (rung.kind == Rung::Kind::astray)
      return fmt::format("{}{:>{}} {}{}{}{}{} {} {}\n", time, "", left_ - 10, letters_.line, before, text,
                         repeated(letters_.dash, dashes - dashes / 2 - 1), letters_.lost, letters_.line, beside);
    return fmt::format("{}{:>{}} {}{}{}{}{}{}{} {}\n", time, "", left_ - 10, letters_.line, to_program ? letters_.to_left : "",
                       before, text, after, to_program ? "" : letters_.to_right, letters_.line, beside);
  }

  std::string gap(std::size_t left_out) const {
    return fmt::format("{}{:>7} {:>{}} {}{:^{}}{}\n", std::string(indent_, ' '), "", "", left_ - 10, letters_.line,
                       fmt::format("... {} more ...", left_out), wire_ - 2, letters_.line);
  }

private:
  const Letters& letters_;
  std::size_t indent_;
  std::size_t left_;
  std::size_t right_;
  std::size_t wire_;
};

}  // namespace

std::string ladder_text(const std::vector<Event>& events, const TerminalStyle& style) {
  const Writer writer(style);
  const auto rungs = rungs_of(events);
  const auto [shown_first, left_out] = left_out_of(rungs.size());
  std::string out = writer.head();
  for (std::size_t index = 0; index < rungs.size(); ++index) {
    if (left_out > 0 && index == shown_first) {
      out += writer.gap(left_out);
      index += left_out;
    }
    out += writer.line(rungs[index]);
  }
  return out;
}

}  // namespace wirelab
