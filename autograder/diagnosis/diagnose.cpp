#include "diagnosis/diagnose.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

struct Candidates {
  std::vector<std::string> hold;
  std::vector<std::string> excluded;
  bool open = false;  ///< some row could not be decided
};

void add_once(std::vector<std::string>& ids, const std::string& id) {
  if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

bool diagnosable(const CheckResult& check) { return check.outcome == Outcome::fail && check.facts.known(); }

Candidates candidates_of(const Result& all, const CheckResult& check) {
  static const auto tables = all_tables();
  Candidates candidates;
  std::vector<std::string> of_other_tables;
  const Case seen(all, check);
  for (const auto& table : tables) {
    if (!table.applies(seen)) continue;
    std::vector<std::string> hold;
    std::vector<std::string> excluded;
    for (const auto& row : table.rows) {
      try {
        (row.holds(seen) ? hold : excluded).push_back(row.id);
      } catch (const SecondLookWanted&) {
        candidates.open = true;
      }
    }
    for (const auto& id : hold) add_once(candidates.hold, id);
    for (const auto& id : excluded) add_once(hold.empty() ? of_other_tables : candidates.excluded, id);
  }
  // Reports tell the first few: those that show in the same way as what was found.
  for (const auto& id : of_other_tables) add_once(candidates.excluded, id);
  for (const auto& id : candidates.hold) std::erase(candidates.excluded, id);
  return candidates;
}

/// A busy program makes thousands of calls. Once the rules have seen them, the first and the last are enough.
void shorten_calls(Facts& facts) {
  constexpr std::ptrdiff_t kept = 40;
  for (auto& program : facts.programs)
    if (auto& calls = program.calls; std::ssize(calls) > 2 * kept) calls.erase(calls.begin() + kept, calls.end() - kept);
}

std::string replaced(std::string text, std::string_view placeholder, const std::string& value) {
  for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + value.size()))
    text.replace(at, placeholder.size(), value);
  return text;
}

/// The command of BUG, with the student's own numbers.
std::string command_of(const Bug& bug, const CheckResult& check) {
  const Result none;
  const auto& program = Case(none, check).program();
  // A client gets its port as its second argument.
  const auto port = program.asked_port != 0         ? std::to_string(program.asked_port)
                    : program.arguments.size() >= 2 ? program.arguments[1]
                                                    : std::string("8080");
  return replaced(replaced(bug.see, "{port}", port), "{program}", "./" + program.executable);
}

Diagnosis name(const Bug& bug, const Candidates& candidates, const CheckResult& check) {
  Diagnosis diagnosis;
  diagnosis.id = bug.id;
  diagnosis.name = bug.name;
  diagnosis.what = bug.what;
  diagnosis.question = bug.hints.empty() ? "" : bug.hints.front();
  diagnosis.see = command_of(bug, check);
  diagnosis.look = bug.look;
  diagnosis.excluded = candidates.excluded;
  return diagnosis;
}

}  // namespace

std::vector<Table> all_tables() {
  std::vector<Table> all;
  for (auto* some : {tables_of_addresses, tables_of_clients, tables_of_listening, tables_of_replies, tables_of_ends,
                     tables_of_children, tables_of_datagrams})
    for (auto& table : some()) all.push_back(std::move(table));
  return all;
}

bool wants_second_look(const Result& all, const CheckResult& check) {
  if (!diagnosable(check) || check.facts.second_look) return false;
  return candidates_of(all, check).open;
}

void diagnose(Result& all, const Bugs& bugs) {
  for (auto& check : all.checks) {
    if (!diagnosable(check)) continue;
    const auto candidates = candidates_of(all, check);
    if (candidates.hold.size() == 1 && !candidates.open) {
      if (const auto* bug = bugs.find(candidates.hold.front())) check.diagnosis = name(*bug, candidates, check);
    } else if (candidates.hold.size() > 1) {
      for (const auto& id : candidates.hold)
        if (const auto* bug = bugs.find(id); bug != nullptr && check.experiments.size() < 2)
          check.experiments.push_back({bug->id, bug->name, command_of(*bug, check), bug->look});
    }
  }
  std::map<std::string, std::vector<std::string>> requirements_of;
  for (const auto& check : all.checks)
    if (check.diagnosis) requirements_of[check.diagnosis->id].push_back(check.id);
  for (auto& check : all.checks) {
    if (!check.diagnosis) continue;
    const auto& same = requirements_of.at(check.diagnosis->id);
    check.diagnosis->told_at = same.front();
    std::ranges::remove_copy(same, std::back_inserter(check.diagnosis->also_explains), check.id);
  }
  for (auto& check : all.checks) shorten_calls(check.facts);
}

}  // namespace wirelab::diagnosis
