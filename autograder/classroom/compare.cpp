#include "classroom/compare.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

using MaybeOutcome = std::optional<SubmissionOutcome>;

std::string grade_in_words(const MaybeOutcome& outcome) {
  if (!outcome) return "not graded";
  if (outcome->ending == Ending::graded && outcome->result) return fmt::format("{:g}", outcome->result->score);
  return std::string(words_of(outcome->ending));
}

const CheckResult* find(const MaybeOutcome& outcome, const std::string& id) {
  if (!outcome || !outcome->result) return nullptr;
  const auto& checks = outcome->result->checks;
  const auto found = std::ranges::find(checks, id, &CheckResult::id);
  return found == checks.end() ? nullptr : &*found;
}

/// Why a requirement is not met, as shortly as it is known.
std::string reason_of(const CheckResult& check) {
  if (check.outcome == Outcome::pass || check.outcome == Outcome::not_reached) return {};
  if (check.diagnosis) return fmt::format(" ({} {})", check.diagnosis->id, check.diagnosis->name);
  return check.saw.empty() ? "" : fmt::format(" ({})", check.saw);
}

std::string change_of(const std::string& id, const CheckResult* before, const CheckResult* after) {
  if (before == nullptr) return fmt::format("{}: new, {}{}", id, words_of(after->outcome), reason_of(*after));
  if (after == nullptr) return fmt::format("{}: {}, no longer asked for", id, words_of(before->outcome));
  if (before->outcome == after->outcome && before->points == after->points) return {};
  if (before->outcome == after->outcome)
    return fmt::format("{}: {}, {:g} points -> {:g}", id, words_of(after->outcome), before->points, after->points);
  const auto& failed = after->outcome == Outcome::pass ? *before : *after;
  return fmt::format("{}: {} -> {}{}", id, words_of(before->outcome), words_of(after->outcome), reason_of(failed));
}

std::vector<std::string> changes_between(const MaybeOutcome& before, const MaybeOutcome& after) {
  std::vector<std::string> ids;
  for (const auto* outcome : {&before, &after})
    if (*outcome && (*outcome)->result)
      for (const auto& check : (*outcome)->result->checks)
        if (std::ranges::find(ids, check.id) == ids.end()) ids.push_back(check.id);
  std::vector<std::string> changes;
  if (!before || !after || before->ending != Ending::graded || after->ending != Ending::graded) return changes;
  for (const auto& id : ids)
    if (auto change = change_of(id, find(before, id), find(after, id)); !change.empty()) changes.push_back(std::move(change));
  return changes;
}

/// In what the two were not graded alike, as far as their results tell.
void add_other_settings(std::vector<std::string>& causes, const Result& before, const Result& after) {
  if (before.isolation != after.isolation)
    causes.push_back(fmt::format("the isolation is another ({}, then {})", before.isolation, after.isolation));
  if (before.time_scale != after.time_scale)
    causes.push_back(fmt::format("the time scale is another ({:g}, then {:g})", before.time_scale, after.time_scale));
}

std::string cause_of(const MaybeOutcome& before, const MaybeOutcome& after, bool same_seed) {
  if (!before || !after) return "one of them is not graded yet";
  for (const auto* outcome : {&before, &after})
    if ((*outcome)->ending == Ending::grader_fault) return fmt::format("the grader failed: {}", (*outcome)->why);
  std::vector<std::string> causes;
  if (before->submission != after->submission) causes.emplace_back("the submission is another");
  if (before->grader != after->grader) causes.emplace_back("wirelab or the lab is another");
  if (!same_seed) causes.emplace_back("the seed is another");
  if (before->result && after->result) add_other_settings(causes, *before->result, *after->result);
  if (causes.empty() && before->key != after->key) return "how it was graded, or what was noted when it came in, is another";
  if (causes.empty()) return "nothing that is known: the verdict is not stable, and that is a defect of the grader";
  return fmt::format("{}", fmt::join(causes, "; "));
}

}  // namespace

std::optional<Move> compare_outcomes(const std::string& id, const MaybeOutcome& before, const MaybeOutcome& after, bool same_seed) {
  Move move{id, grade_in_words(before), grade_in_words(after), {}, changes_between(before, after)};
  if (move.before == move.after && move.changes.empty()) return std::nullopt;
  move.cause = cause_of(before, after, same_seed);
  return move;
}

Comparison compare_runs(const RunFolder& before, const RunFolder& after) {
  const auto earlier_settings = before.read_settings();
  const auto later_settings = after.read_settings();
  if (earlier_settings.lab != later_settings.lab)
    throw UsageError(fmt::format("{} is a run of {}, {} one of {}: only two runs of the same lab can be compared",
                                 before.path().string(), earlier_settings.lab, after.path().string(), later_settings.lab));
  const bool same_seed = earlier_settings.seed == later_settings.seed;
  const auto later = read_roster(after.roster());
  Comparison comparison;
  std::vector<std::string> earlier;
  for_each_record(before, [&](const Record& record) {
    const auto& id = record.student.id;
    earlier.push_back(id);
    if (std::ranges::find(later, id, &Student::id) == later.end()) {
      comparison.only_before.push_back(id);
      return;
    }
    if (auto move = compare_outcomes(id, record.outcome, read_outcome(after.result(id)), same_seed))
      comparison.moves.push_back(std::move(*move));
    else
      ++comparison.same;
  });
  for (const auto& student : later)
    if (std::ranges::find(earlier, student.id) == earlier.end()) comparison.only_after.push_back(student.id);
  return comparison;
}

std::string to_string(const Comparison& comparison) {
  std::string out;
  for (const auto& move : comparison.moves) {
    out += fmt::format("{}  {} -> {}: {}\n", move.id, move.before, move.after, move.cause);
    for (const auto& change : move.changes) out += fmt::format("    {}\n", change);
  }
  if (!comparison.only_before.empty()) out += fmt::format("only in the first run: {}\n", fmt::join(comparison.only_before, ", "));
  if (!comparison.only_after.empty()) out += fmt::format("only in the second run: {}\n", fmt::join(comparison.only_after, ", "));
  return out + fmt::format("{} moved, {} the same\n", comparison.moves.size(), comparison.same);
}

}  // namespace wirelab::classroom
