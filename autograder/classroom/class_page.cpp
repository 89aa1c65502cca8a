#include "classroom/class_page.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/markup.hpp"

namespace wirelab::classroom {
namespace {

/// Contrast of text at least 4.5 to 1 in both schemes (WCAG 2.2, 1.4.3), of bars 3 to 1 (1.4.11).
constexpr std::string_view style_sheet = R"(
:root { color-scheme: light dark; --ink: #1d2430; --soft: #525c6b; --paper: #ffffff; --rule: #c9d0da; --blue: #1f4fa3; --warn: #7a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a9b3c1; --paper: #14181f; --rule: #3a4452; --blue: #9cc0ff;
  --warn: #f2c069; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
p { margin: .5rem 0; } .soft { color: var(--soft); } .fault { color: var(--warn); } .count { font-size: 1.25rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--soft); padding: .25rem 0; }
caption span { display: block; max-width: calc(100vw - 2rem); }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: break-word; }
.table { overflow-x: auto; } th[scope=row] { width: 1%; white-space: nowrap; } td.words { min-width: 11rem; overflow-wrap: anywhere; }
th, td { padding-right: .9rem; } td.number, th.number { width: 1%; text-align: right; white-space: nowrap; }
td.bar { width: 1%; } td.bar svg { width: 5rem; max-width: none; } td.whose { min-width: 9rem; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .soft { fill: var(--soft); font-size: 11px; }
svg .fill { fill: var(--blue); } svg .line { stroke: var(--rule); } figure { margin: 1rem 0; }
@media (max-width: 40rem) { td.bar { display: none; } th, td { padding-right: .6rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } td.bar { display: table-cell; } td.bar svg { width: 2.5rem; }
  th, td { padding-right: .6rem; } h2, caption, thead { break-after: avoid; } tr, figure { break-inside: avoid; } }
)";

std::string head(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n",
      markup_text(title), style_sheet);
}

constexpr std::string_view foot = "</main>\n</body>\n</html>\n";

std::string bin_name(std::size_t bin) { return bin + 1 == Overview::bins ? "100" : fmt::format("{}-{}", 10 * bin, 10 * bin + 9); }

std::string histogram(const Overview& overview) {
  constexpr int width = 35;
  constexpr int gap = 5;
  constexpr int height = 140;
  const auto& counts = overview.histogram();
  const int most = std::max(1, *std::ranges::max_element(counts));
  std::string words;
  std::string bars;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    const int left = 10 + static_cast<int>(bin) * (width + gap);
    const int bar = height * counts[bin] / most;
    words += fmt::format("{}{} %: {}", bin == 0 ? "" : "; ", bin_name(bin), counts[bin]);
    bars += fmt::format("<rect class=\"fill\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"></rect>\n", left, 20 + height - bar,
                        width, bar);
    bars +=
        fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", left + width / 2, 15 + height - bar, counts[bin]);
    bars += fmt::format("<text class=\"soft\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", left + width / 2, 38 + height,
                        bin_name(bin));
  }
  const int right = 20 + static_cast<int>(counts.size()) * (width + gap);
  return fmt::format(
      "<figure>\n<svg viewBox=\"0 0 {0} {1}\" width=\"{0}\" role=\"img\" aria-labelledby=\"histogram-title histogram-words\">\n"
      "<title id=\"histogram-title\">Graded submissions by percent of the points</title>\n<desc id=\"histogram-words\">{2}</desc>\n"
      "<line class=\"line\" x1=\"5\" y1=\"{3}\" x2=\"{4}\" y2=\"{3}\"/>\n{5}</svg>\n"
      "<figcaption class=\"soft\">Graded submissions by percent of the points</figcaption>\n</figure>\n",
      right, height + 45, words, 20 + height, right - 5, bars);
}

/// A table of its own width: where the window is narrower, the table alone is pushed to the side, also by the keyboard.
std::string table(std::string_view title, std::string_view caption, std::string_view columns, std::string_view rows) {
  const auto words = caption.empty() ? std::string() : fmt::format("<caption><span>{}</span></caption>\n", caption);
  return fmt::format(
      "<h2>{0}</h2>\n<div class=\"table\" role=\"region\" aria-label=\"{0}\" "
      "tabindex=\"0\">\n<table>\n{1}<thead><tr>{2}</tr></thead>\n"
      "<tbody>\n{3}</tbody>\n</table>\n</div>\n",
      title, words, columns, rows);
}

std::string column(std::string_view name, bool of_numbers = false) {
  return fmt::format("<th scope=\"col\"{}>{}</th>", of_numbers ? " class=\"number\"" : "", name);
}

std::string bar(double share) {
  return fmt::format(
      "<svg viewBox=\"0 0 100 10\" width=\"100\" height=\"10\" aria-hidden=\"true\">"
      "<rect class=\"fill\" x=\"0\" y=\"0\" width=\"{:.0f}\" height=\"10\"></rect></svg>",
      100 * share);
}

std::string requirements(const Overview& overview) {
  std::string rows;
  for (const auto& requirement : overview.requirements()) {
    const double share = requirement.share_met();
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"words\">{}</td><td class=\"number\">{}</td><td class=\"bar\">{}</td>"
        "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        markup_text(requirement.id), markup_text(requirement.says),
        requirement.tested() == 0 ? "-" : fmt::format("{:.0f} %", 100 * share), bar(share), requirement.not_met,
        requirement.not_reached, requirement.untested);
  }
  return table("Requirements", "Of the submissions that were built; what was untested counts neither way",
               column("id") + column("what it asks for") + column("met", true) + "<td class=\"bar\"></td>" +
                   column("not met", true) + column("not reached", true) + column("untested", true),
               rows);
}

std::string who(const std::vector<std::string>& students) {
  return fmt::format("<details><summary>who</summary>{}</details>", markup_text(fmt::format("{}", fmt::join(students, ", "))));
}

std::string bugs(const Overview& overview) {
  const auto bugs = overview.bugs();
  if (bugs.empty()) return {};
  std::string rows;
  for (const auto& bug : bugs)
    rows +=
        fmt::format("<tr><td class=\"number\">{} of {}</td><td class=\"words\">{} {}</td><td class=\"words whose\">{}</td></tr>\n",
                    bug.students.size(), overview.graded(), markup_text(bug.id), markup_text(bug.name), who(bug.students));
  return table("Bugs by name", "Only those that the evidence allows to be named",
               column("submissions", true) + column("bug") + column("whose"), rows);
}

std::string clusters(const Overview& overview) {
  const auto clusters = overview.clusters();
  if (clusters.empty()) return {};
  std::string rows;
  for (const auto& cluster : clusters)
    rows += fmt::format("<tr><td class=\"number\">{}</td><td class=\"words\">{}</td><td class=\"words\">{}</td></tr>\n",
                        cluster.students.size(), markup_text(fmt::format("{}", fmt::join(cluster.failures, ", "))),
                        who(cluster.students));
  return table("Those that fail alike", "Exactly the same requirements, for the same reasons",
               column("submissions", true) + column("what is not met") + column("whose"), rows);
}

std::string reasons(std::string_view title, std::string_view css, const std::vector<std::pair<std::string, std::string>>& entries) {
  if (entries.empty()) return {};
  std::string rows;
  for (const auto& [id, why] : entries)
    rows +=
        fmt::format("<tr><th scope=\"row\">{}</th><td class=\"words {}\">{}</td></tr>\n", markup_text(id), css, markup_text(why));
  return table(title, "", column("id") + column("why"), rows);
}

std::string counted(int number, std::string_view what) { return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s"); }

}  // namespace

std::string class_page(const Overview& overview, const Lab& lab, const RunSettings& settings) {
  auto out = head(fmt::format("{}: {}", lab.name, lab.title));
  out += fmt::format("<p class=\"count\">{}: {} graded, {} not built, {} with nothing to grade, {}{}{}</p>\n",
                     counted(overview.students(), "submission"), overview.graded(), overview.not_built().size(),
                     overview.nothing_to_grade().size(), counted(static_cast<int>(overview.faults().size()), "grader fault"),
                     overview.not_graded_yet() > 0 ? fmt::format(", {} not graded yet", overview.not_graded_yet()) : "",
                     overview.changed().empty() ? "" : fmt::format(", {} changed since", overview.changed().size()));
  if (overview.graded() > 0)
    out += fmt::format("<p>Of those that were graded: mean {:.1f}, median {:.1f} of {} points</p>\n", overview.mean(),
                       overview.median(), lab.max_score());
  out += fmt::format("<p class=\"soft\">seed {}", settings.seed);
  if (!overview.versions().empty()) out += markup_text(fmt::format(", graded by wirelab {}", fmt::join(overview.versions(), ", ")));
  out += "</p>\n";
  if (!overview.changed().empty())
    out += fmt::format("<p class=\"fault\">Changed since they were graded, and not counted until they are graded again: {}</p>\n",
                       markup_text(fmt::format("{}", fmt::join(overview.changed(), ", "))));
  if (overview.graded() > 0) out += histogram(overview) + requirements(overview) + bugs(overview) + clusters(overview);
  out += reasons("Grader faults, which are no scores", "fault", overview.faults());
  out += reasons("Not built", "", overview.not_built()) + reasons("Nothing to grade", "", overview.nothing_to_grade());
  return out.append(foot);
}

std::string page_without_result(const Lab& lab, const std::string& why) {
  return head(fmt::format("{}: {}", lab.name, lab.title)) +
         fmt::format("<p class=\"count\">not graded</p>\n<p>{}</p>\n", markup_text(why)) + std::string(foot);
}

}  // namespace wirelab::classroom
