// The students of a run with their outcomes, one after the other.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "classroom/outcome.hpp"
#include "classroom/roster.hpp"
#include "classroom/run_folder.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"

namespace wirelab::classroom {

struct Record {
  Student student;
  std::optional<SubmissionOutcome> outcome;  ///< nothing: not graded yet, or `changed`
  bool changed = false;                      ///< since it was graded: what came of it then is no longer true
};

/// In the order of the roster; one outcome is held at a time. As they were graded, whatever has become of it since.
void for_each_record(const RunFolder& run, const std::function<void(const Record&)>& look);

/// The same, but an outcome holds only as long as the submission, LAB and the grader are those that it came of.
void for_each_record(const RunFolder& run, const Lab& lab, const Places& places, const std::function<void(const Record&)>& look);

/// Why what the roster leads STUDENT to cannot be read here, and what to do; empty where it can, or where nothing was handed in.
/// Nobody knows what that is worth: it is not the same as a folder in which there is no program.
std::string why_out_of_reach(const RunFolder& run, const Lab& lab, const Student& student);

/// Of what STUDENT has handed in, as it is now.
std::string fingerprint_of_work(const RunFolder& run, const Lab& lab, const Student& student);

}  // namespace wirelab::classroom
