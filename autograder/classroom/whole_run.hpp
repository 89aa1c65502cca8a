// Whether the files of a run are still what 'class init' wrote, or an instructor may have made of it.
#pragma once

#include "classroom/run_folder.hpp"

namespace wirelab::classroom {

/// Throws GraderFault, which names the file, when roster.csv or intake.json is something else than a file, or what intake.json
/// tells of the submissions has lost its form. One that is not there is not damaged.
void must_be_whole(const RunFolder& run);

}  // namespace wirelab::classroom
