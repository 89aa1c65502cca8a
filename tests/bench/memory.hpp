// How much memory grading takes.
#pragma once

#include <optional>
#include <string>

#include "grading.hpp"

namespace wirelab::bench {

/// In MB.
struct PeakMemory {
  /// The largest resident set of one process, by the kernel's count, which has the student's program among them.
  double largest_process = 0;
  /// The largest sum over all processes of the grader at the same time, of what samples saw: the runner, the checks program with a
  /// child for each check, the init of each box. What the student's program has is its own. A page that several have counts once
  /// (PSS, proc(5)). No value: they may not be read.
  std::optional<double> together;
  int samples = 0;
};

/// Of one grading of LAB, with second looks and names, by a process of its own, which has built nothing: a compiler needs far more.
PeakMemory peak_memory(const BuiltLab& lab);

/// What that process does: bench --grade-once LAB FOLDER.
int grade_once(const std::string& lab, const std::filesystem::path& folder);
constexpr const char* grade_once_option = "--grade-once";

}  // namespace wirelab::bench
