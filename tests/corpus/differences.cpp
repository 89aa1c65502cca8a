#include "differences.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "confusion.hpp"

namespace wirelab::corpus {
namespace {

/// The skeleton may get little: it listens nowhere.
constexpr double most_points_of_a_skeleton = 20;

std::string describe(const CheckResult& check, std::string_view expected) {
  auto text = fmt::format("    {} is {}, must be {}", check.id, to_string(check.outcome), expected);
  if (!check.saw.empty())
    text += fmt::format("\n      did       {}\n      expected  {}\n      saw       {}", check.did, check.expected, check.saw);
  for (const auto& line : check.evidence) text += "\n      evidence  " + line;
  return text;
}

/// Of a verdict that is not there nobody would say that it differs.
std::vector<std::string> differences_of_ids(const Lab& lab, const Result& result) {
  std::vector<std::string> must;
  std::vector<std::string> is;
  std::ranges::transform(lab.requirements, std::back_inserter(must), &Requirement::id);
  std::ranges::transform(result.checks, std::back_inserter(is), &CheckResult::id);
  if (is == must) return {};
  return {fmt::format("    verdicts on [{}], must be on [{}]", fmt::join(is, " "), fmt::join(must, " "))};
}

/// Which requirements a skeleton meets is left open, but not that each has a verdict.
bool is_a_verdict(Outcome outcome) {
  return outcome == Outcome::pass || outcome == Outcome::fail || outcome == Outcome::not_reached;
}

}  // namespace

std::vector<std::string> differences(const Lab& lab, const Submission& submission, const Result& result) {
  auto lines = differences_of_ids(lab, result);
  for (const auto& check : result.checks) {
    const auto expected = submission.expected.find(check.id);
    if (expected != submission.expected.end()) {
      if (check.outcome != expected->second) lines.push_back(describe(check, to_string(expected->second)));
    } else if (!is_a_verdict(check.outcome)) {
      lines.push_back(describe(check, "a verdict"));
    }
  }
  if (lines.empty() && result.status != Status::graded) lines.push_back(fmt::format("    it is {}", to_string(result.status)));
  if (submission.expected.empty() && result.score > most_points_of_a_skeleton)
    lines.push_back(fmt::format("    {} points for the skeleton", result.score));
  const auto told = told_of(result);
  if (const auto naming = judge(submission, told); naming == Naming::missing || naming == Naming::wrong)
    lines.push_back(
        fmt::format("    the diagnosis says [{}], must be [{}]", fmt::join(told, " "), fmt::join(submission.names, " or ")));
  return lines;
}

}  // namespace wirelab::corpus
