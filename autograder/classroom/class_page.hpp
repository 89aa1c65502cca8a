// The class as one page: self-contained, without scripts, for the instructor.
#pragma once

#include <string>

#include "classroom/overview.hpp"
#include "classroom/run_folder.hpp"
#include "model/lab.hpp"

namespace wirelab::classroom {

std::string class_page(const Overview& overview, const Lab& lab, const RunSettings& settings);

/// For who has no result: what was not built has one.
std::string page_without_result(const Lab& lab, const std::string& why);

}  // namespace wirelab::classroom
