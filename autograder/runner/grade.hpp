// Grading one submission: build, run the checks side by side, add up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "model/lab.hpp"
#include "model/result.hpp"
#include "process/isolation.hpp"

namespace wirelab {

struct GradeOptions {
  Isolation isolation = Isolation::namespaces;
  std::uint32_t seed = 1;
  double time_scale = 1;
  int jobs = 0;                  ///< checks at the same time; 0: as suits this machine
  std::set<std::string> only;    ///< ids; empty: all. Given, `needs` do not count
  std::filesystem::path bugs;    ///< bugs.toml; empty: no bug is named
  std::string replay_arguments;  ///< what has to be added to a command to run it as now ("--time-scale 2")
  std::string submission;        ///< the path as the user gave it, as a word of a command; may be empty
};

/// Grades SUBMISSION (a folder, or the one source file). Throws UsageError when its files are not there, GraderFault when
/// nothing can be graded at all; the fault of a single check is in its result.
Result grade(const Lab& lab, const std::filesystem::path& checks_program, const std::filesystem::path& submission,
             const GradeOptions& options);

/// The same with programs that are built already and lie in FOLDER.
Result grade_built(const Lab& lab, const std::filesystem::path& checks_program, const std::filesystem::path& folder,
                   const GradeOptions& options);

}  // namespace wirelab
