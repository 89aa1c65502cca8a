// A class in numbers: what it has not understood.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "classroom/records.hpp"
#include "model/lab.hpp"

namespace wirelab::classroom {

struct RequirementCount {
  std::string id;
  std::string says;
  int met = 0;
  int not_met = 0;
  int not_reached = 0;
  int untested = 0;
  /// Whose program was tested for it; of these share_met() have it.
  int tested() const { return met + not_met + not_reached; }
  double share_met() const { return met == 0 ? 0 : static_cast<double>(met) / tested(); }
};

/// A bug that was named, and by whose program: ids and names.
struct BugCount {
  std::string id;
  std::string name;
  std::vector<std::string> students;
};

/// Submissions that fail in the same way.
struct Cluster {
  std::vector<std::string> failures;  ///< "R08 (V14)", or with what was seen, its numbers and texts taken out
  std::vector<std::string> students;
};

class Overview {
public:
  explicit Overview(const Lab& lab);
  void add(const Record& record);

  static constexpr std::size_t bins = 11;  ///< 0-9 % of the points, 10-19 %, ..., 90-99 %, all
  const std::array<int, bins>& histogram() const { return histogram_; }
  const std::vector<RequirementCount>& requirements() const { return requirements_; }
  /// By how many have it, the most first.
  std::vector<BugCount> bugs() const;
  /// Of more than one submission, the largest first.
  std::vector<Cluster> clusters() const;
  /// Ids, and with the name the reason, in the order of the roster.
  const std::vector<std::pair<std::string, std::string>>& faults() const { return faults_; }
  const std::vector<std::pair<std::string, std::string>>& not_built() const { return not_built_; }
  const std::vector<std::pair<std::string, std::string>>& nothing_to_grade() const { return nothing_to_grade_; }
  /// Ids of those whose outcome is no longer true.
  const std::vector<std::string>& changed() const { return changed_; }
  /// The versions of wirelab that have graded.
  const std::set<std::string>& versions() const { return versions_; }
  int students() const { return students_; }
  int not_graded_yet() const { return not_graded_yet_; }
  int graded() const { return static_cast<int>(scores_.size()); }
  /// Of those that were built and graded; 0 when there is none.
  double mean() const;
  double median() const;

private:
  void add_graded(const std::string& student, const Result& result);

  int students_ = 0;
  int not_graded_yet_ = 0;
  std::vector<double> scores_;
  std::array<int, bins> histogram_{};
  std::vector<RequirementCount> requirements_;
  std::map<std::string, BugCount> bugs_;
  std::map<std::vector<std::string>, std::vector<std::string>> clusters_;
  std::vector<std::string> changed_;
  std::set<std::string> versions_;
  std::vector<std::pair<std::string, std::string>> faults_;
  std::vector<std::pair<std::string, std::string>> not_built_;
  std::vector<std::pair<std::string, std::string>> nothing_to_grade_;
};

/// SAW without what differs from program to program: numbers become N, what is in quotes becomes "...".
std::string general_form(const std::string& saw);

}  // namespace wirelab::classroom
