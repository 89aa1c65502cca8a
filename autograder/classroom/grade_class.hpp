// Grading all submissions of a run, each in a process of its own.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "classroom/progress.hpp"
#include "classroom/run_folder.hpp"
#include "classroom/shard.hpp"
#include "model/places.hpp"
#include "process/isolation.hpp"

namespace wirelab::classroom {

struct ClassOptions {
  Isolation isolation = Isolation::namespaces;
  int jobs = 0;                ///< submissions at the same time; 0: as suits this machine
  std::set<std::string> only;  ///< ids; empty: all
  Shard shard;
  bool again = false;  ///< also what has not changed since it was graded
};

struct ClassSummary {
  std::size_t unchanged = 0;  ///< of all below, those that were not graded again
  std::vector<std::string> graded;
  std::vector<std::string> not_built;
  std::vector<std::string> nothing_to_grade;  ///< lines with the reason
  std::vector<std::string> faults;            ///< lines with the reason
  std::size_t left = 0;                       ///< that have no outcome yet: it was stopped
  int signal = 0;                             ///< that stopped it; 0: none did
};

/// Grades what has changed since it was last graded: the submission, the lab, wirelab, the seed. Every outcome is on disk before
/// the next submission takes its place. Grader faults are looked at once more when all others are done, one at a time. SIGINT and
/// SIGTERM end it at once: what is finished is kept. Throws UsageError and GraderFault.
ClassSummary grade_class(const RunFolder& run, const Places& places, const ClassOptions& options, Progress& progress);

/// How it stands, as text.
std::string to_string(const ClassSummary& summary);

}  // namespace wirelab::classroom
