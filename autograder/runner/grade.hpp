// Grading one submission: build, run the checks side by side, add up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "model/lab.hpp"
#include "model/result.hpp"
#include "process/isolation.hpp"

namespace wirelab {

namespace diagnosis {
class Bugs;
}

struct GradeOptions {
  Isolation isolation = Isolation::namespaces;
  std::uint32_t seed = 1;
  double time_scale = 1;
  int jobs = 0;                                 ///< checks at the same time; 0: as suits this machine
  std::set<std::string> only;                   ///< ids; empty: all. Given, `needs` do not count
  std::shared_ptr<const diagnosis::Bugs> bugs;  ///< what is said of them; none: no bug is named
  std::filesystem::path pcap;                   ///< an existing folder for the packets of each check; empty: they are not kept
  std::string replay_arguments;                 ///< what has to be added to a command to run it as now ("--time-scale 2")
  std::string lab_folder;                       ///< --lab-dir, as the user gave it, likewise; empty: a lab of ours
  std::string submission;                       ///< the path as the user gave it, for the same purpose; may be empty
};

/// Grades SUBMISSION (a folder, or the one source file). Throws UsageError when its files are not there, GraderFault when
/// nothing can be graded at all; the fault of a single check is in its result.
Result grade(const Lab& lab, const std::filesystem::path& checks_program, const std::filesystem::path& submission,
             const GradeOptions& options);

/// The same with programs that are built already and lie in FOLDER.
Result grade_built(const Lab& lab, const std::filesystem::path& checks_program, const std::filesystem::path& folder,
                   const GradeOptions& options);

/// What is reported of a submission that lacks a file, or that cannot be read: it was not built, because of WHY.
Result not_built(const Lab& lab, const GradeOptions& options, const std::string& why);

/// What is reported when nothing could be graded: no score, because of WHY.
Result not_graded(const Lab& lab, const GradeOptions& options, const std::string& why);

}  // namespace wirelab
