#include "report/explanation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/legible.hpp"

namespace wirelab {
namespace {

constexpr std::size_t longest_line = 600;
constexpr std::size_t most_evidence = 12;
constexpr std::size_t longest_build = 24 << 10;

std::string line(std::string_view label, const std::string& text) {
  return fmt::format("{}: {}", label, capped(legible_line(text), longest_line));
}

void add(std::vector<std::string>& lines, std::string_view label, const std::string& text) {
  if (!text.empty()) lines.push_back(line(label, text));
}

void add_diagnosis(std::vector<std::string>& lines, const CheckResult& check, const Diagnosis& diagnosis) {
  add(lines, legible_line(diagnosis.certainty), fmt::format("{} {}", diagnosis.id, diagnosis.name));
  if (diagnosis.told_at != check.id) {
    add(lines, "see", fmt::format("what {} says about it", diagnosis.told_at));
    return;
  }
  add(lines, "which is", diagnosis.what);
  add(lines, "think", diagnosis.question);
  add(lines, "try", diagnosis.see);
  add(lines, "look for", diagnosis.look);
  if (!diagnosis.also_explains.empty()) add(lines, "explains", fmt::format("also {}", fmt::join(diagnosis.also_explains, ", ")));
}

}  // namespace

std::vector<std::string> explanation_lines(const CheckResult& check) {
  std::vector<std::string> lines;
  if (check.outcome == Outcome::pass) return lines;
  if (check.outcome != Outcome::fail) {
    const auto words = words_of(check.outcome);
    lines.push_back(check.saw.starts_with(words) ? capped(legible_line(check.saw), longest_line) : line(words, check.saw));
    return lines;
  }
  add(lines, "did", check.did);
  add(lines, "expected", check.expected);
  add(lines, "saw", check.saw);
  for (std::size_t index = 0; index < check.evidence.size() && index < most_evidence; ++index)
    add(lines, "evidence", check.evidence[index]);
  if (check.evidence.size() > most_evidence)
    lines.push_back(fmt::format("evidence: ... ({} more lines)", check.evidence.size() - most_evidence));
  if (check.diagnosis) add_diagnosis(lines, check, *check.diagnosis);
  for (const auto& experiment : check.experiments) {
    add(lines, "could be", fmt::format("{} {}", experiment.id, experiment.name));
    add(lines, "try", experiment.see);
    add(lines, "look for", experiment.look);
  }
  add(lines, "rerun", check.replay);
  return lines;
}

std::string explanation(const CheckResult& check) { return fmt::format("{}", fmt::join(explanation_lines(check), "\n")); }

std::string reason(const CheckResult& check) {
  const auto words = check.saw.empty() ? std::string(words_of(check.outcome)) : check.saw;
  return capped(legible_line(words), longest_line);
}

std::string name_of(const CheckResult& check) {
  return capped(legible_line(fmt::format("{}: {}", check.id, check.title)), longest_line);
}

std::string build_words(const Build& build) {
  auto words = capped(legible(build.diagnostics), longest_build);
  while (words.ends_with('\n')) words.pop_back();
  return words.empty() ? "the compiler said nothing" : words;
}

std::string build_reason(const Build& build) {
  auto first = first_error(build.diagnostics);
  if (first.empty()) first = build.diagnostics.substr(0, build.diagnostics.find('\n'));
  return first.empty() ? "the compiler said nothing" : capped(legible_line(first), longest_line);
}

std::string fault_reason(const Result& result) {
  for (const auto& check : result.checks)
    if (check.outcome == Outcome::grader_fault) return fmt::format("the grader failed, not the submission: {}", reason(check));
  return "the grader failed, not the submission";
}

}  // namespace wirelab
