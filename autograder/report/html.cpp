#include "report/html.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/ladder.hpp"
#include "report/markup.hpp"

namespace wirelab {
namespace {

/// Contrast of text at least 4.5 to 1 in both schemes (WCAG 2.2, 1.4.3). No colour says what no word says.
constexpr std::string_view style_sheet = R"(
:root { color-scheme: light; --ink: #1d2430; --soft: #525c6b; --paper: #ffffff; --panel: #f3f5f8; --rule: #c9d0da;
  --good: #1a6b34; --bad: #a8201a; --blue: #1f4fa3; --warn: #7a4b00; }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; --ink: #e6e9ee; --soft: #a9b3c1; --paper: #14181f;
  --panel: #1e242e; --rule: #3a4452; --good: #7fd49a; --bad: #ff9a92; --blue: #9cc0ff; --warn: #f2c069; } }
body { margin: 0 auto; max-width: 56rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1, h2, h3, p, td, th, summary { overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; } .soft { color: var(--soft); } a { color: var(--blue); }
code, pre, .wire { font-family: ui-monospace, monospace; font-size: .875em; overflow-wrap: anywhere; }
pre { background: var(--panel); padding: .75rem; white-space: pre-wrap; }
.score { font-size: 1.25rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--rule); }
th { white-space: nowrap; } td.number, th.number { text-align: right; white-space: nowrap; padding-right: 0; }
.steps td.number, .steps th.number { padding-right: .9rem; } .steps td { white-space: nowrap; } .steps td.wire { white-space: normal; width: 99%; }
td.pass, td.fail, td.open, td.fault { white-space: nowrap; } .pass { color: var(--good); } .fail { color: var(--bad); font-weight: 600; } .open { color: var(--soft); } .fault { color: var(--warn); }
section { border-top: 3px solid var(--rule); margin-top: 2.5rem; } section.failure { border-color: var(--bad); } section h2 { margin-top: .75rem; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .35rem 1rem; margin: .75rem 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; } dd ul { margin: 0; padding: 0; list-style: none; }
.expected, .saw { padding-left: .6rem; border-left: 3px solid var(--good); } .saw { border-color: var(--bad); }
figure { margin: 1rem 0; overflow-x: auto; } summary { cursor: pointer; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
.ladder { display: block; max-width: 100%; height: auto; min-width: 40rem; } .ladder text { fill: var(--ink); font: 13px system-ui, sans-serif; }
.ladder .who { font-weight: 600; } .ladder .time { fill: var(--soft); font-size: 11px; } .ladder .words { fill: var(--soft); }
.ladder .bytes { font-family: ui-monospace, monospace; font-size: 12px; } .ladder .segment { font-weight: 600; }
.ladder .failed { fill: var(--bad); font-weight: 600; } .lifeline { stroke: var(--rule); stroke-width: 2; }
.arrow { stroke: var(--blue); stroke-width: 1.5; } .tip { fill: var(--blue); } .arrow.fin { stroke-dasharray: 6 3; }
.arrow.reset, .arrow.lost { stroke: var(--bad); } .arrow.lost { fill: none; } .tip.reset { fill: var(--bad); } .mark { fill: var(--soft); }
.end { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 2 4; }
@media screen and (max-width: 40rem) {
  .verdicts thead { position: absolute; clip-path: inset(50%); }
  .verdicts tr { display: grid; grid-template-columns: 3rem 1fr auto; padding: .4rem 0; border-bottom: 1px solid var(--rule); }
  .verdicts th, .verdicts td { border: 0; padding: 0; } .verdicts .says { grid-column: 2 / 4; } .verdicts td:nth-child(3) { grid-column: 2; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; }
  .steps td { white-space: normal; } }
@page { margin: 1.5cm; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2, h3, summary, section > p { break-after: avoid; } tr, dd, li, figure { break-inside: avoid; }
  figure { overflow: visible; } .ladder { min-width: 0; max-height: 22cm; } details:not([open]) { display: none; } .steps { font-size: .8rem; } }
)";

std::string_view class_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::not_reached:
      return "open";
    case Outcome::cannot_test:
    case Outcome::grader_fault:
      break;
  }
  return "fault";
}

/// "not reached: it needs R05" -> "it needs R05": the rest stands in the column beside.
std::string why_not_reached(const CheckResult& check) {
  if (check.outcome != Outcome::not_reached || check.saw.empty()) return "";
  constexpr std::string_view verdict = "not reached: ";
  const auto why = check.saw.starts_with(verdict) ? check.saw.substr(verdict.size()) : check.saw;
  return fmt::format("<br><span class=\"soft\">{}</span>", markup_text(why));
}

std::string requirements(const Result& result) {
  std::string out =
      "<h2>Requirements</h2>\n<table class=\"verdicts\">\n<thead><tr><th scope=\"col\">id</th><th scope=\"col\">what it asks "
      "for</th>"
      "<th scope=\"col\">verdict</th><th scope=\"col\" class=\"number\">points</th></tr></thead>\n<tbody>\n";
  for (const auto& check : result.checks) {
    const auto id =
        check.outcome == Outcome::fail ? fmt::format("<a href=\"#{0}\">{0}</a>", markup_text(check.id)) : markup_text(check.id);
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"says\">{}{}</td><td class=\"{}\">{}</td><td class=\"number\">{:g} of "
        "{}</td></tr>\n",
        id, markup_text(check.title), why_not_reached(check), class_of(check.outcome), words_of(check.outcome), check.points,
        check.max_points);
  }
  return out + "</tbody>\n</table>\n";
}

std::string term(std::string_view name, const std::string& text) {
  return text.empty() ? "" : fmt::format("<dt>{0}</dt><dd class=\"{0}\">{1}</dd>\n", name, markup_text(text));
}

std::string command(std::string_view name, const std::string& command) {
  return fmt::format("<dt>{}</dt><dd><code>{}</code></dd>\n", name, markup_text(command));
}

/// "pid 2 is blocked in accept(fd 3)" -> "accept(fd 3)", each once.
std::vector<std::string> blocked_calls(const std::vector<std::string>& evidence) {
  constexpr std::string_view words = " is blocked in ";
  std::vector<std::string> calls;
  for (const auto& line : evidence) {
    const auto at = line.find(words);
    if (at == std::string::npos) continue;
    auto call = line.substr(at + words.size());
    if (std::ranges::find(calls, call) == calls.end()) calls.push_back(std::move(call));
  }
  return calls;
}

/// The drawing, and the same as a table. A drawing that is wider than the window is moved with the arrow keys, so it takes the
/// focus.
std::string conversation(const CheckResult& check) {
  if (check.timeline.empty()) return "";
  const auto id = markup_text(check.id);
  std::string out =
      fmt::format("<figure tabindex=\"0\" aria-label=\"{}: the conversation, drawn\">\n{}</figure>\n", id,
                  ladder_diagram(check.timeline, check.outcome == Outcome::fail, blocked_calls(check.evidence))) +
      fmt::format(
          "<details><summary>The conversation of {} as a table</summary>\n<table class=\"steps\">\n<thead><tr><th scope=\"col\" "
          "class=\"number\">ms</th><th scope=\"col\">who</th><th scope=\"col\">what</th><th scope=\"col\">detail</th></tr>"
          "</thead>\n<tbody>\n",
          id);
  for (const auto& event : check.timeline)
    out += fmt::format("<tr><td class=\"number\">{:.2f}</td><td>{}</td><td>{}</td><td class=\"wire\">{}</td></tr>\n", event.t_ms,
                       event.who == "program" ? "your program" : event.who, markup_text(event.what), markup_text(event.detail));
  return out + "</tbody>\n</table>\n</details>\n";
}

std::string diagnosis(const Diagnosis& diagnosis, const std::string& requirement, const std::string& lab) {
  if (diagnosis.told_at != requirement)
    return fmt::format("<dt>{0}</dt><dd>{1}: {2}. See <a href=\"#{3}\">{3}</a>.</dd>\n", diagnosis.certainty,
                       markup_text(diagnosis.id), markup_text(diagnosis.name), markup_text(diagnosis.told_at));
  std::string out = fmt::format("<dt>{}</dt><dd><strong>{}: {}</strong>", diagnosis.certainty, markup_text(diagnosis.id),
                                markup_text(diagnosis.name));
  if (!diagnosis.excluded.empty())
    out += fmt::format(" <span class=\"soft\">(not {}: looked for, and not so)</span>",
                       markup_text(fmt::format("{}", fmt::join(diagnosis.excluded, ", "))));
  out += fmt::format("<br>{}</dd>\n", markup_text(diagnosis.what)) + term("think", diagnosis.question);
  out += fmt::format("<dt>see</dt><dd><code>{}</code><br>{}</dd>\n", markup_text(diagnosis.see), markup_text(diagnosis.look));
  if (!diagnosis.also_explains.empty()) out += term("explains", fmt::format("also {}", fmt::join(diagnosis.also_explains, ", ")));
  return out + command("more", fmt::format("wirelab hint {} {}", lab.substr(0, lab.find('-')), requirement));
}

std::string failure(const CheckResult& check, const std::string& lab) {
  std::string out = fmt::format("<section class=\"failure\" id=\"{0}\">\n<h2>{0}: not met</h2>\n<p>{1}</p>\n<dl>\n",
                                markup_text(check.id), markup_text(check.title));
  out += term("did", check.did) + term("expected", check.expected) + term("saw", check.saw);
  if (!check.evidence.empty()) {
    out += "<dt>evidence</dt><dd><ul>\n";
    for (const auto& line : check.evidence) out += fmt::format("<li class=\"wire\">{}</li>\n", markup_text(line));
    out += "</ul></dd>\n";
  }
  if (check.diagnosis) out += diagnosis(*check.diagnosis, check.id, lab);
  for (const auto& experiment : check.experiments)
    out += fmt::format("<dt>could be</dt><dd>{}: {}<br><code>{}</code><br>{}</dd>\n", markup_text(experiment.id),
                       markup_text(experiment.name), markup_text(experiment.see), markup_text(experiment.look));
  out += command("rerun", check.replay) + "</dl>\n";
  return out + conversation(check) + "</section>\n";
}

std::string build_failure(const Build& build) {
  const auto error = first_error(build.diagnostics);
  return fmt::format(
      "<section class=\"failure\">\n<h2>The program was not built</h2>\n{}<pre>{}</pre>\n<h3>All that the compiler "
      "said</h3>\n<pre>{}</pre>\n</section>\n",
      error.empty() ? "" : fmt::format("<p class=\"fail wire\">{}</p>\n", markup_text(error)), markup_text(build.command),
      markup_text(build.diagnostics));
}

std::string others(const Result& result) {
  std::string out;
  for (const auto& check : result.checks) {
    if (check.outcome != Outcome::grader_fault && check.outcome != Outcome::cannot_test) continue;
    out +=
        fmt::format("<section>\n<h2>{}: {}</h2>\n<p>{}</p>\n<p class=\"fault\">{}{}</p>\n</section>\n", markup_text(check.id),
                    words_of(check.outcome), markup_text(check.title),
                    check.outcome == Outcome::grader_fault ? "The grader failed, not your program: " : "", markup_text(check.saw));
  }
  return out;
}

std::string verdict(const Result& result) {
  if (result.status == Status::grader_fault) return "no score: the grader failed";
  const auto met = std::ranges::count(result.checks, Outcome::pass, &CheckResult::outcome);
  const auto change = result.met_before ? static_cast<int>(met) - *result.met_before : 0;
  return fmt::format("{:g} of {} points, {} of {} requirements met{}", result.score, result.max_score, met, result.checks.size(),
                     change == 0 ? "" : fmt::format(" ({:+} since last run)", change));
}

}  // namespace

std::string html_report(const Result& result, const std::string& title, const std::set<std::string>& shown) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{0}: {1}</title>\n<style>{2}</style>\n</head>\n<body>\n<main>\n<h1>{0}: {1}</h1>\n",
      markup_text(result.lab), markup_text(title), style_sheet);
  out += fmt::format("<p class=\"score\">{}</p>\n<p class=\"soft\">seed {}, isolation {}, wirelab {}, {:.0f} ms</p>\n",
                     verdict(result), result.seed, markup_text(result.isolation), markup_text(result.wirelab), result.duration_ms);
  if (result.status == Status::build_failed) out += build_failure(result.build);
  if (result.status != Status::build_failed) out += requirements(result);
  for (const auto& check : result.checks) {
    if (check.outcome == Outcome::fail)
      out += failure(check, result.lab);
    else if (shown.contains(check.id))
      out += fmt::format("<section>\n<h2>{}: {}</h2>\n<p>{}</p>\n{}</section>\n", markup_text(check.id), words_of(check.outcome),
                         markup_text(check.title), conversation(check));
  }
  return out + others(result) + "</main>\n</body>\n</html>\n";
}

}  // namespace wirelab
