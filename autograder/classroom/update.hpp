// What stands in a run, and what has come anew, as one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "classroom/intake.hpp"
#include "classroom/roster.hpp"
#include "classroom/run_folder.hpp"
#include "model/lab.hpp"

namespace wirelab::classroom {

struct Update {
  std::vector<Student> students;   ///< who has come again or anew
  nlohmann::json notes;            ///< of everybody: intake.json
  std::vector<std::string> lines;  ///< what the instructor should know, as it may be printed
};

/// Brings the submissions of RUN that did not come again along into NEXT, where those of INTAKE are, and goes by what the
/// instructor has written into the roster. Who has no id of the course keeps the one of the row with the same e-mail. Throws
/// UsageError when a submission would come to somebody else's row.
Update update_run(const Lab& lab, const RunFolder& run, const RunFolder& next, Intake& intake);

}  // namespace wirelab::classroom
