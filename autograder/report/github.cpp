#include "report/github.hpp"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

#include "report/explanation.hpp"
#include "report/legible.hpp"
#include "report/markup.hpp"

namespace wirelab {
namespace {

constexpr std::size_t most_annotations = 9;
/// A summary may have 1 MiB, and an escaped character six bytes.
constexpr std::size_t longest_detail = 6 << 10;

std::string escaped(std::string_view text, std::string_view specials) {
  std::string out;
  for (const char character : text)
    if (specials.find(character) != std::string_view::npos)
      out += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    else
      out += character;
  return out;
}

std::string error(const std::string& properties, const std::string& text) {
  return fmt::format("::error {}::{}\n", properties, command_data(legible(text)));
}

std::string build_annotation(const Build& build, const std::string& folder) {
  // "ucserver.cpp:12:5: error: ...": only a plain name is taken for a file. (A #line can put anything there.)
  static const std::regex place(R"(^([A-Za-z0-9_][A-Za-z0-9_.+-]*):([0-9]{1,7}):([0-9]{1,7}): )");
  const auto reason = build_reason(build);
  std::string properties = "title=the program was not built";
  if (std::smatch match; std::regex_search(reason, match, place))
    properties +=
        fmt::format(",file={},line={},col={}", command_property(folder.empty() ? match[1].str() : folder + "/" + match[1].str()),
                    match[2].str(), match[3].str());
  return error(properties, reason);
}

std::string annotations(const Result& result, const std::string& folder) {
  if (result.status == Status::grader_fault) return error("title=no score", fault_reason(result));
  if (result.status == Status::build_failed) return build_annotation(result.build, folder);
  std::string out;
  std::size_t count = 0;
  for (const auto& check : result.checks) {
    if (check.outcome != Outcome::fail || ++count > most_annotations) continue;
    const auto title = fmt::format("{} not met ({:g} of {} points)", check.id, check.points, check.max_points);
    out += error("title=" + command_property(legible_line(title)),
                 capped(fmt::format("{}\n{}", legible_line(check.title), explanation(check)), longest_detail));
  }
  if (count > most_annotations) out += error("title=and more", fmt::format("and {} more; see the log", count - most_annotations));
  return out;
}

/// TEXT where Markdown is read: every mark that could mean something as a character reference.
std::string inert(std::string_view text) {
  std::string out;
  for (const char character : legible_line(text)) {
    const bool letter = (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
                        (character >= 'a' && character <= 'z') || character == ' ' ||
                        (static_cast<unsigned char>(character) & 0x80) != 0;
    out += letter ? std::string(1, character) : fmt::format("&#{};", static_cast<int>(character));
  }
  return out;
}

/// TEXT inside <pre>, where Markdown is not read; a fence of code could still be taken for one by a sloppy reader.
std::string preformatted(std::string_view text) {
  std::string out;
  for (const char character : markup_text(text)) out += character == '`' ? "&#96;" : std::string(1, character);
  return out;
}

std::string details(const std::string& head, const std::string& text) {
  return fmt::format("\n<details><summary>{}</summary>\n\n<pre>\n{}\n</pre>\n\n</details>\n", inert(head),
                     preformatted(capped(text, longest_detail)));
}

}  // namespace

std::string command_data(std::string_view data) { return escaped(data, "%\r\n"); }
std::string command_property(std::string_view value) { return escaped(value, "%\r\n:,"); }

std::string github_log(const Shown& shown, const std::string& report, const std::string& token, const std::string& folder) {
  return fmt::format("::stop-commands::{0}\n{1}{2}::{0}::\n{3}", token, report, report.ends_with('\n') ? "" : "\n",
                     annotations(shown, folder));
}

std::string github_summary(const Shown& shown, const std::string& title) {
  const auto& result = shown.result();
  const auto head = fmt::format("### {} {}\n\n", inert(result.lab), inert(title));
  if (result.status == Status::grader_fault) return head + "No score: " + inert(fault_reason(result)) + "\n\n";
  const auto met = std::ranges::count(result.checks, Outcome::pass, &CheckResult::outcome);
  auto out = head + fmt::format("**{:g} of {} points**, {} of {} requirements met ({})\n", result.score, result.max_score, met,
                                result.checks.size(), inert(result.isolation));
  if (result.status == Status::build_failed)
    return out + details("the program was not built: " + build_reason(result.build), build_words(result.build)) + "\n";
  out += "\n| | requirement | verdict | points |\n|---|---|---|---|\n";
  for (const auto& check : result.checks)
    out += fmt::format("| {} | {} | {} | {:g} of {} |\n", inert(check.id), inert(check.title), words_of(check.outcome),
                       check.points, check.max_points);
  for (const auto& check : result.checks)
    if (check.outcome == Outcome::fail) out += details(fmt::format("{} {}", check.id, words_of(check.outcome)), explanation(check));
  return out + "\n";
}

}  // namespace wirelab
