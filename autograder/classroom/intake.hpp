// From what an instructor has downloaded to the submissions of a run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "classroom/landing.hpp"
#include "classroom/layout.hpp"
#include "classroom/origin.hpp"
#include "classroom/roster.hpp"
#include "model/lab.hpp"
#include "process/isolation.hpp"

namespace wirelab::classroom {

struct IntakeOptions {
  Isolation isolation = Isolation::namespaces;
  std::vector<std::filesystem::path> from;
  std::vector<Layout> layouts;
  std::string layout;  ///< the one to go by; "folders": one folder, archive or source file a student; empty: found out
};

/// A student, and what there was to say about the submission.
struct Arrived {
  Student student;  ///< path: relative to the run's folder
  std::vector<std::string> notes;
  std::vector<Refusal> refused;
  Origin origin{};
  bool has_own_id = true;  ///< no: what the id was made of may be another the next time, or was made in another way before
};

struct Intake {
  std::vector<std::string> layouts;  ///< that were gone by, each once
  std::vector<Arrived> arrived;
  std::vector<std::string> left_aside;  ///< entries that belong to nobody, as they may be printed
};

/// Puts what lies in the sources into RUN/submissions/ID, a folder a student. WORK is an empty folder for what lies between. Throws
/// UsageError when a source is not there, holds no submission or too much, or when one submission stands in two of them;
/// GraderFault when the machine fails.
Intake take_in(const Lab& lab, const std::filesystem::path& run, const std::filesystem::path& work, const IntakeOptions& options);

/// What intake.json keeps of it: what was noted, and how everybody was called and found, whatever the roster says later.
nlohmann::json notes_of(const Intake& intake);

/// The table that the instructor sees: id, name of the files' folder, what was noted and refused.
std::string intake_table(const Lab& lab, const Intake& intake);

}  // namespace wirelab::classroom
