#include "report/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/ladder.hpp"
#include "report/ladder_text.hpp"
#include "report/legible.hpp"

namespace wirelab {
namespace {

constexpr std::size_t label_width = 10;
constexpr std::size_t indent = 5;
constexpr std::size_t narrowest = 40;
constexpr std::size_t most_of_a_build = 400;
constexpr std::size_t least_of_next = 12;

class Page {
public:
  explicit Page(const TerminalStyle& style) : style_(style) {}

  void line(const std::string& text = {}) { out_ += text + "\n"; }
  /// Lines that are laid out already.
  void text(const std::string& lines) { out_ += lines; }

  /// "     did       client sent ...", continued under its own beginning.
  void labelled(std::string_view label, const std::string& text) {
    const auto room = std::max(narrowest, style_.width) - indent - label_width;
    bool first = true;
    for (const auto& part : wrap(text, room)) {
      out_ += std::string(indent, ' ') + paint(dim, fmt::format("{:<{}}", first ? label : "", label_width)) + part + "\n";
      first = false;
    }
  }

  /// "     more      rerun: wirelab grade ...", on one line however long it is, to be copied.
  void command(std::string_view label, std::string_view what, std::string command) {
    constexpr std::string_view own_name = "wirelab ";
    if (command.starts_with(own_name)) command = style_.program + " " + command.substr(own_name.size());
    line(std::string(indent, ' ') + paint(dim, fmt::format("{:<{}}", label, label_width)) + std::string(what) + command);
  }

  /// "not met       R08 R09"; nothing where there are none.
  void listed(std::string_view label, const std::string& ids, const char* colour = nullptr) {
    constexpr std::size_t wide_label = 14;
    bool first = true;
    if (ids.empty()) return;
    for (const auto& part : wrap(ids, std::max(narrowest, style_.width) - wide_label)) {
      line(fmt::format("{:<{}}{}", first ? label : "", wide_label, colour == nullptr ? part : paint(colour, part)));
      first = false;
    }
  }

  /// PARTS with dots between them, on as many lines as they need. The first one is painted.
  void row(const char* colour, const std::vector<std::string>& parts) {
    constexpr std::size_t dot_width = 3;
    std::string text;
    std::size_t column = 0;
    for (const auto& part : parts) {
      const bool fits = column + dot_width + part.size() <= std::max(narrowest, style_.width);
      if (!text.empty()) text += fits ? dot() : "\n";
      column = text.empty() || !fits ? part.size() : column + dot_width + part.size();
      text += text.empty() ? paint(colour, part) : part;
    }
    line(text);
  }

  /// TITLE after an id, continued under its own beginning.
  void headed(const std::string& id, const char* colour, const std::string& title) {
    const auto parts = wrap(title, std::max(narrowest, style_.width) - indent);
    for (std::size_t index = 0; index < parts.size(); ++index)
      line(index == 0 ? paint(colour, fmt::format("{:<{}}", id, indent)) + paint(bold, parts[index])
                      : std::string(indent, ' ') + parts[index]);
  }

  std::string paint(const char* colour, const std::string& text) const {
    return style_.colour ? fmt::format("\x1b[{}m{}\x1b[0m", colour, text) : text;
  }
  std::string dot() const { return style_.unicode ? " · " : " - "; }
  std::string take() { return without_commands(out_); }

  static constexpr const char* bold = "1";
  static constexpr const char* dim = "2";
  static constexpr const char* red = "1;31";
  static constexpr const char* green = "32";
  static constexpr const char* yellow = "33";

private:
  static std::vector<std::string> wrap(const std::string& text, std::size_t room) {
    std::vector<std::string> lines(1);
    std::istringstream words(text);
    for (std::string word; words >> word;) {
      if (!lines.back().empty() && lines.back().size() + 1 + word.size() > room) lines.emplace_back();
      while (word.size() > room) {
        lines.back() += word.substr(0, room);
        word.erase(0, room);
        lines.emplace_back();
      }
      if (!lines.back().empty()) lines.back() += ' ';
      lines.back() += word;
    }
    return lines;
  }

  TerminalStyle style_;
  std::string out_;
};

std::size_t count(const Result& result, Outcome outcome) {
  return static_cast<std::size_t>(std::ranges::count(result.checks, outcome, &CheckResult::outcome));
}

std::string ids_with(const Result& result, Outcome outcome) {
  std::vector<std::string> ids;
  for (const auto& check : result.checks)
    if (check.outcome == outcome) ids.push_back(check.id);
  return fmt::format("{}", fmt::join(ids, " "));
}

/// "(not V13 or V17: looked for)"
std::string excluded_by(const Diagnosis& diagnosis) {
  constexpr std::size_t shown = 3;
  if (diagnosis.excluded.empty()) return "";
  const std::vector<std::string> some(
      diagnosis.excluded.begin(),
      diagnosis.excluded.begin() + static_cast<std::ptrdiff_t>(std::min(shown, diagnosis.excluded.size())));
  return fmt::format("  (not {}: looked for, and not so)", fmt::join(some, ", "));
}

void show_diagnosis(Page& page, const CheckResult& check, const Diagnosis& diagnosis, const std::string& lab) {
  page.labelled(diagnosis.certainty, fmt::format("{}  {}{}", diagnosis.id, diagnosis.name, excluded_by(diagnosis)));
  page.labelled("", diagnosis.what);
  page.labelled("think", diagnosis.question);
  page.command("see", "", diagnosis.see);
  page.labelled("", diagnosis.look);
  page.command("more", "", fmt::format("wirelab hint {} {}", lab.substr(0, lab.find('-')), check.id));
  if (!diagnosis.also_explains.empty())
    page.labelled("", fmt::format("This also explains {}.", fmt::join(diagnosis.also_explains, ", ")));
}

void show_failure(Page& page, const CheckResult& check, const std::string& lab) {
  if (check.diagnosis && check.diagnosis->told_at != check.id) {
    page.headed(check.id, Page::red, fmt::format("{}: {}", words_of(check.outcome), check.title));
    page.labelled("saw", check.saw);
    page.labelled(check.diagnosis->certainty,
                  fmt::format("{}  {}: see {}", check.diagnosis->id, check.diagnosis->name, check.diagnosis->told_at));
    page.line();
    return;
  }
  page.headed(check.id, Page::red, fmt::format("{}: {}", words_of(check.outcome), check.title));
  page.labelled("did", check.did);
  page.labelled("expected", check.expected);
  page.labelled("saw", check.saw);
  bool labelled = false;
  for (const auto& evidence : check.evidence) {
    page.labelled(labelled ? "" : "evidence", evidence);
    labelled = true;
  }
  if (check.diagnosis) show_diagnosis(page, check, *check.diagnosis, lab);
  bool first = true;
  for (const auto& experiment : check.experiments) {
    page.labelled(first ? "could be" : "or", fmt::format("{}  {}", experiment.id, experiment.name));
    page.command("", "to see: ", experiment.see);
    page.labelled("", experiment.look);
    first = false;
  }
  page.command("rerun", "", check.replay);
  page.line();
}

void show_build(Page& page, const Build& build) {
  page.line(page.paint(Page::red, "the program was not built"));
  if (const auto error = first_error(build.diagnostics); !error.empty()) page.line(page.paint(Page::bold, error));
  page.line();
  page.line("  " + build.command);
  page.line();
  std::istringstream lines(build.diagnostics);
  for (std::string line; std::getline(lines, line);) page.line(line);
  page.line();
}

/// " · +2 since last run"
std::string since_last_run(const Result& result, const std::string& dot) {
  if (!result.met_before) return "";
  const int change = static_cast<int>(count(result, Outcome::pass)) - *result.met_before;
  return change == 0 ? "" : fmt::format("{}{:+} since last run", dot, change);
}

/// The requirements that were not met before and are now, or the other way round.
std::string changed_to(const Result& result, const Result& before, bool met) {
  std::vector<std::string> ids;
  for (const auto& check : result.checks) {
    const auto old = std::ranges::find(before.checks, check.id, &CheckResult::id);
    if (old == before.checks.end() || (old->outcome == Outcome::pass) == (check.outcome == Outcome::pass)) continue;
    if ((check.outcome == Outcome::pass) == met) ids.push_back(check.id);
  }
  return fmt::format("{}", fmt::join(ids, " "));
}

/// What to look at first: the first requirement that is not met, or why there is none.
std::string next_of(const Result& result) {
  if (result.status == Status::build_failed) return "does not build";
  for (const auto& check : result.checks)
    if (check.outcome == Outcome::fail) return check.id + "  " + check.title;
  if (result.status == Status::grader_fault) return "wirelab failed";
  return result.full_marks() ? "done" : "";
}

}  // namespace

TerminalStyle TerminalStyle::of_standard_output() {
  TerminalStyle style;
  style.program = program_invocation_name;
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string_view(value == nullptr ? "" : value);
  };
  style.colour = terminal && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale(value);
    style.unicode = locale.find("UTF-8") != std::string_view::npos || locale.find("utf8") != std::string_view::npos;
    break;
  }
  winsize size{};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.width = size.ws_col;
  const auto columns = variable("COLUMNS");
  std::size_t asked = 0;
  const auto [end, error] = std::from_chars(columns.data(), columns.data() + columns.size(), asked);
  if (error == std::errc() && end == columns.data() + columns.size() && asked > 0) style.width = asked;
  return style;
}

std::string terminal_report(const Result& result, const TerminalStyle& style, const std::set<std::string>& shown) {
  Page page(style);
  if (!result.build.ok && result.status == Status::build_failed) show_build(page, result.build);
  if (count(result, Outcome::fail) > 0) {
    page.line(fmt::format("{} of {} requirements met{}", count(result, Outcome::pass), result.checks.size(),
                          since_last_run(result, page.dot())));
    page.line();
  }
  for (const auto& check : result.checks) {
    const bool drawn = shown.contains(check.id) && !check.timeline.empty();
    if (check.outcome == Outcome::fail)
      show_failure(page, check, result.lab);
    else if (drawn)
      page.headed(check.id, Page::green, fmt::format("{}: {}", words_of(check.outcome), check.title));
    if (!drawn) continue;
    page.text(ladder_text(check.timeline, style));
    page.line();
  }
  for (const auto& check : result.checks) {
    if (check.outcome != Outcome::grader_fault) continue;
    page.headed(check.id, Page::yellow, check.title);
    page.labelled("fault", "wirelab failed, not your program: " + check.saw);
    page.line();
  }
  for (const auto& check : result.checks) {
    if (check.outcome != Outcome::cannot_test) continue;
    page.headed(check.id, Page::yellow, check.title);
    page.labelled("untested", check.saw);
    page.line();
  }
  if (result.status != Status::build_failed) {
    page.listed("met", ids_with(result, Outcome::pass), Page::green);
    page.listed("not reached", ids_with(result, Outcome::not_reached));
  }
  const auto verdict = result.status == Status::grader_fault ? std::string("no score: wirelab failed")
                                                             : fmt::format("{:g} of {}", result.score, result.max_score);
  page.row(result.full_marks() ? Page::green : Page::bold,
           {verdict, fmt::format("{} of {} requirements met", count(result, Outcome::pass), result.checks.size()), result.lab,
            fmt::format("seed {}", result.seed), result.isolation, fmt::format("{:.0f} ms", result.duration_ms)});
  return page.take();
}

std::string terminal_short_report(const Result& result, const std::optional<Result>& before, const TerminalStyle& style) {
  Page page(style);
  const auto score = result.status == Status::grader_fault ? std::string("no score: wirelab failed")
                                                           : fmt::format("{:g} of {}", result.score, result.max_score);
  if (result.status == Status::build_failed) {
    page.line(page.paint(Page::red, "the program was not built"));
    const auto error = first_error(result.build.diagnostics);
    page.labelled("", error.empty() ? result.build.diagnostics.substr(0, most_of_a_build) : error);
    return page.take();
  }
  page.line(page.paint(result.full_marks() ? Page::green : Page::bold, score) +
            fmt::format("{}{} of {} requirements met{}", page.dot(), count(result, Outcome::pass), result.checks.size(),
                        since_last_run(result, page.dot())));
  if (before) {
    page.listed("now met", changed_to(result, *before, true));
    page.listed("no more met", changed_to(result, *before, false));
  }
  page.listed("not met", ids_with(result, Outcome::fail));
  page.listed("not reached", ids_with(result, Outcome::not_reached));
  page.listed("untested", ids_with(result, Outcome::cannot_test));
  page.listed("fault", ids_with(result, Outcome::grader_fault));
  const auto first = std::ranges::find(result.checks, Outcome::fail, &CheckResult::outcome);
  if (first == result.checks.end()) return page.take();
  page.headed(first->id, Page::red, first->title);
  page.labelled("did", first->did);
  page.labelled("expected", first->expected);
  page.labelled("saw", first->saw);
  if (first->diagnosis) {
    page.labelled(first->diagnosis->certainty, fmt::format("{}  {}", first->diagnosis->id, first->diagnosis->name));
    page.command("more", "", fmt::format("wirelab hint {} {}", result.lab.substr(0, result.lab.find('-')), first->id));
  }
  page.command("rerun", "", first->replay);
  return page.take();
}

std::string terminal_heading(const std::string& lab, const std::string& title, const TerminalStyle& style) {
  Page page(style);
  page.line(page.paint(Page::bold, fmt::format("{}{}{}", lab, page.dot(), title)));
  page.line();
  return page.take();
}

std::string terminal_hint(const std::string& lab, const std::string& requirement, const std::string& bug, const std::string& name,
                          const std::string& hint, int level, int levels, const TerminalStyle& style) {
  Page page(style);
  page.headed(requirement, Page::bold, fmt::format("{}  {}", bug, name));
  page.labelled(fmt::format("hint {}", level), hint);
  if (level < levels) page.command("next", "", fmt::format("wirelab hint {} {}", lab.substr(0, lab.find('-')), requirement));
  return page.take();
}

std::string terminal_overview(const std::vector<LabResult>& results, const TerminalStyle& style) {
  Page page(style);
  page.line(page.paint(Page::bold, fmt::format("{:<24} {:>10} {:>8}  {}", "lab", "points", "met", "next")));
  for (const auto& [title, result] : results) {
    const auto points =
        result.status == Status::grader_fault ? std::string("-") : fmt::format("{:g} of {}", result.score, result.max_score);
    const auto met = fmt::format("{} of {}", count(result, Outcome::pass), result.checks.size());
    const auto row = fmt::format("{:<24} {:>10} {:>8}  ", result.lab, points, met);
    const auto next = shortened(next_of(result), std::max(row.size() + least_of_next, style.width) - row.size());
    page.line(row + (result.full_marks() ? page.paint(Page::green, next) : next));
  }
  return page.take();
}

}  // namespace wirelab
