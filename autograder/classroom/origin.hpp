// How a student came into a run, which intake.json keeps whatever the roster says later.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "classroom/run_folder.hpp"

namespace wirelab::classroom {

struct Origin {
  std::string layout;  ///< whose names the download had; empty: not known
  std::string number;  ///< by which that platform, and no other, knows the student (or the submission); empty: there is none
  bool late = false;   ///< as the platform says
};

/// Whether the ids that names of LAYOUT tell are numbers of that platform.
bool has_numbers(std::string_view layout);

/// intake.json; an empty object when there is none. Throws UsageError when it cannot be read.
nlohmann::json read_intake_notes(const RunFolder& run);

/// Of NOTES, by the student's id.
std::map<std::string, Origin> origins_of(const nlohmann::json& notes);

}  // namespace wirelab::classroom
