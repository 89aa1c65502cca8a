// What a late submission loses.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

#include "classroom/moment.hpp"
#include "classroom/roster.hpp"

namespace wirelab::classroom {

struct LatePolicy {
  Moment due;
  std::chrono::minutes grace{0};  ///< late, but not taken for late
  double per_day = 0;             ///< percent of the maximum, for each day that has begun since `due`
  double cap = 100;               ///< percent of the maximum that can be lost at most
};

/// late.toml: due = 2026-11-20T23:59:00+01:00, grace_minutes = 15, per_day = 10, cap = 50; all but due may be left out. Throws
/// UsageError with file, line and what is wrong.
LatePolicy read_late_policy(const std::filesystem::path& file);

/// Throws UsageError that names those of STUDENTS, who stand in ROSTER, whose submitted_at is given and cannot be understood: a
/// guess would cost them points, or give them some.
void require_moments(const std::vector<Student>& students, const std::filesystem::path& roster);

/// Percent of the maximum that is lost by handing in at SUBMITTED.
double percent_lost(const LatePolicy& policy, Moment submitted);

/// SCORE of MAXIMUM less what was lost, never below zero. A moment that is not known costs nothing.
double score_after(const LatePolicy& policy, double score, double maximum, std::optional<Moment> submitted);

}  // namespace wirelab::classroom
