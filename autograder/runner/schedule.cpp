#include "runner/schedule.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab {
namespace {

/// A program that goes by its own clock (it sleeps for bytes, it drops who is silent) can fail because the machine kept us from
/// sending in time. Such a failure proves nothing, and the check is run again; at most so often.
constexpr int most_runs_when_disturbed = 4;

/// What surprised the grader may have come from what ran beside; who runs alone has no such excuse.
constexpr int most_runs_after_a_fault = 2;

std::string requirement_of(const std::string& check) { return check.substr(0, check.find('.')); }

/// Of several checks of one requirement the one that decides: a fault before a failure before "cannot test" before a pass.
int weight(Outcome outcome) {
  switch (outcome) {
    case Outcome::grader_fault:
      return 4;
    case Outcome::fail:
      return 3;
    case Outcome::cannot_test:
      return 2;
    case Outcome::not_reached:
      return 1;
    case Outcome::pass:
      break;
  }
  return 0;
}

/// ONLY and what they need, and what that needs. A lab lists what is needed before what needs it.
std::set<std::string> with_needs(const Lab& lab, const std::set<std::string>& only) {
  auto wanted = only;
  // NOLINTNEXTLINE(modernize-loop-convert): clang 14 cannot read the ranges of the library that it would have instead
  for (auto requirement = lab.requirements.rbegin(); requirement != lab.requirements.rend(); ++requirement)
    if (wanted.contains(requirement->id)) wanted.insert(requirement->needs.begin(), requirement->needs.end());
  return wanted;
}

}  // namespace

Schedule::Schedule(const Lab& lab, const std::vector<std::string>& checks, const std::set<std::string>& only) : only_(only) {
  const auto wanted = with_needs(lab, only);
  for (const auto& requirement : lab.requirements) {
    if (!only.empty() && !wanted.contains(requirement.id)) continue;
    Entry entry{requirement, {}, false, {}};
    for (const auto& check : checks)
      if (requirement_of(check) == requirement.id) entry.checks.push_back({check, false, 0, false, std::nullopt});
    if (entry.checks.empty())
      throw GraderFault(
          fmt::format("{} of {} has no check; the lab and its checks program do not belong together", requirement.id, lab.name));
    entries_.push_back(std::move(entry));
  }
}

bool Schedule::Entry::complete() const {
  return barred || std::ranges::all_of(checks, [](const Check& check) { return check.result.has_value(); });
}

Outcome Schedule::Entry::outcome() const {
  if (barred) return Outcome::not_reached;
  Outcome worst = Outcome::pass;
  for (const auto& check : checks) {
    // Nobody has met what nobody has looked at.
    const auto outcome = check.result ? check.result->outcome : Outcome::grader_fault;
    if (weight(outcome) > weight(worst)) worst = outcome;
  }
  return worst;
}

Schedule::Entry* Schedule::find(const std::string& id) {
  const auto found = std::ranges::find_if(entries_, [&id](const Entry& entry) { return entry.requirement.id == id; });
  return found == entries_.end() ? nullptr : &*found;
}

Schedule::Gate Schedule::gate(Entry& entry) {
  for (const auto& need : entry.requirement.needs) {
    const auto* needed = find(need);
    if (needed == nullptr) continue;
    if (!needed->complete()) return Gate::waiting;
    if (needed->outcome() != Outcome::pass) {
      entry.barred = true;
      entry.barred_by = need;
      return Gate::barred;
    }
  }
  return Gate::open;
}

std::optional<std::string> Schedule::next() {
  // Who waits for a time-out of its own lets the others run meanwhile: begun last, it would be waited for alone.
  for (const bool waits : {true, false}) {
    for (auto& entry : entries_) {
      if (entry.requirement.waits != waits || entry.complete() || gate(entry) != Gate::open) continue;
      for (auto& check : entry.checks) {
        if (check.started || (check.alone && !nothing_is_going_on())) continue;
        check.started = true;
        ++check.runs;
        return check.name;
      }
    }
  }
  return std::nullopt;
}

bool Schedule::nothing_is_going_on() const { return unfinished().empty(); }

void Schedule::finished(const std::string& name, CheckResult result) {
  auto* entry = find(requirement_of(name));
  if (entry == nullptr) return;
  const auto check = std::ranges::find(entry->checks, name, &Check::name);
  if (check == entry->checks.end()) return;
  const bool disturbed = result.outcome == Outcome::fail && result.disturbed;
  const bool fault = result.outcome == Outcome::grader_fault;
  const bool again = (disturbed && check->runs < most_runs_when_disturbed) || (fault && check->runs < most_runs_after_a_fault);
  check->alone = fault;
  if (again)
    check->started = false;
  else
    check->result = std::move(result);
}

void Schedule::give_up(const CheckResult& fault) {
  for (auto& entry : entries_) {
    if (entry.complete() || gate(entry) == Gate::barred) continue;
    for (auto& check : entry.checks)
      if (!check.result) check.result = fault;
  }
}

std::vector<std::string> Schedule::unfinished() const {
  std::vector<std::string> names;
  for (const auto& entry : entries_)
    for (const auto& check : entry.checks)
      if (check.started && !check.result) names.push_back(check.name);
  return names;
}

std::vector<CheckResult> Schedule::results() const {
  std::vector<CheckResult> results;
  for (const auto& entry : entries_) {
    if (!only_.empty() && !only_.contains(entry.requirement.id)) continue;
    CheckResult result;
    double duration = 0;
    const auto outcome = entry.outcome();
    for (const auto& check : entry.checks) {
      if (!check.result) continue;
      duration += check.result->duration_ms;
      if (check.result->outcome == outcome && result.id.empty()) result = *check.result;
    }
    result.id = entry.requirement.id;
    result.title = entry.requirement.says;
    result.outcome = outcome;
    result.duration_ms = duration;
    result.max_points = entry.requirement.points;
    result.points = outcome == Outcome::pass ? entry.requirement.points : 0;
    result.visibility = to_string(entry.requirement.visibility);
    if (entry.barred) result.saw = fmt::format("not reached: it needs {}", entry.barred_by);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace wirelab
