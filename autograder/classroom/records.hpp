// The students of a run with their outcomes, one after the other.
#pragma once

#include <functional>
#include <optional>

#include "classroom/outcome.hpp"
#include "classroom/roster.hpp"
#include "classroom/run_folder.hpp"

namespace wirelab::classroom {

struct Record {
  Student student;
  std::optional<SubmissionOutcome> outcome;  ///< nothing: not graded yet
};

/// In the order of the roster; one outcome is held at a time.
void for_each_record(const RunFolder& run, const std::function<void(const Record&)>& look);

}  // namespace wirelab::classroom
