#include "classroom/overview.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace wirelab::classroom {

std::string general_form(const std::string& saw) {
  std::string out;
  bool quoted = false;
  bool digit = false;
  for (const char character : saw) {
    if (character == '"') {
      if (!quoted) out += "\"...\"";
      quoted = !quoted;
      continue;
    }
    if (quoted) continue;
    const bool is_digit = character >= '0' && character <= '9';
    if (!is_digit) out += character;
    if (is_digit && !digit) out += 'N';
    digit = is_digit;
  }
  return out;
}

namespace {

/// An id may be no more than a number: whether the name says more.
bool has_own_name(const Student& student) { return !student.name.empty() && student.name != student.id; }

std::string who(const Student& student) {
  return has_own_name(student) ? fmt::format("{} {}", student.id, student.name) : student.id;
}

std::pair<std::string, std::string> whose(const Student& student, const std::string& why) {
  return {student.id, has_own_name(student) ? fmt::format("{}: {}", student.name, why) : why};
}

}  // namespace

Overview::Overview(const Lab& lab) {
  for (const auto& requirement : lab.requirements) requirements_.push_back({requirement.id, requirement.says});
}

void Overview::add(const Record& record) {
  ++students_;
  if (record.changed) {
    changed_.push_back(record.student.id);
    return;
  }
  if (!record.outcome) {
    ++not_graded_yet_;
    return;
  }
  const auto& outcome = *record.outcome;
  if (outcome.result && !outcome.result->wirelab.empty()) versions_.insert(outcome.result->wirelab);
  if (outcome.ending == Ending::graded && outcome.result)
    add_graded(who(record.student), *outcome.result);
  else if (outcome.ending == Ending::build_failed && outcome.result)
    not_built_.push_back(whose(record.student, first_error(outcome.result->build.diagnostics)));
  else
    (outcome.ending == Ending::nothing_to_grade ? nothing_to_grade_ : faults_).push_back(whose(record.student, outcome.why));
}

void Overview::add_graded(const std::string& student, const Result& result) {
  scores_.push_back(result.score);
  const auto share = result.max_score > 0 ? result.score / result.max_score : 0;
  ++histogram_[std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, share * 10)))];
  std::vector<std::string> failures;
  for (const auto& check : result.checks) {
    const auto requirement = std::ranges::find(requirements_, check.id, &RequirementCount::id);
    if (requirement == requirements_.end()) continue;
    switch (check.outcome) {
      case Outcome::pass:
        ++requirement->met;
        continue;
      case Outcome::not_reached:
        ++requirement->not_reached;
        continue;
      case Outcome::fail:
        ++requirement->not_met;
        break;
      case Outcome::cannot_test:
      case Outcome::grader_fault:
        ++requirement->untested;
        continue;
    }
    failures.push_back(fmt::format("{} ({})", check.id, check.diagnosis ? check.diagnosis->id : general_form(check.saw)));
    if (!check.diagnosis) continue;
    auto& bug = bugs_[check.diagnosis->id];
    bug.id = check.diagnosis->id;
    bug.name = check.diagnosis->name;
    if (bug.students.empty() || bug.students.back() != student) bug.students.push_back(student);
  }
  if (!failures.empty()) clusters_[failures].push_back(student);
}

std::vector<BugCount> Overview::bugs() const {
  std::vector<BugCount> bugs;
  for (const auto& [id, bug] : bugs_) bugs.push_back(bug);
  std::ranges::stable_sort(bugs, std::greater{}, [](const BugCount& bug) { return bug.students.size(); });
  return bugs;
}

std::vector<Cluster> Overview::clusters() const {
  std::vector<Cluster> clusters;
  for (const auto& [failures, students] : clusters_)
    if (students.size() > 1) clusters.push_back({failures, students});
  std::ranges::stable_sort(clusters, std::greater{}, [](const Cluster& cluster) { return cluster.students.size(); });
  return clusters;
}

double Overview::mean() const {
  if (scores_.empty()) return 0;
  return std::accumulate(scores_.begin(), scores_.end(), 0.0) / static_cast<double>(scores_.size());
}

double Overview::median() const {
  if (scores_.empty()) return 0;
  auto sorted = scores_;
  std::ranges::sort(sorted);
  const auto middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

}  // namespace wirelab::classroom
