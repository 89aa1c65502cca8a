// Where in a submission the sources are that a lab asks for.
#pragma once

#include <string>
#include <vector>

#include "model/lab.hpp"

namespace wirelab::classroom {

struct FoundSources {
  std::string path;    ///< below the submission: the folder that holds them, or the one file; empty: the submission itself
  bool found = false;  ///< otherwise there is nothing to grade
  std::vector<std::string> notes;  ///< what was decided on the way
};

/// FILES: the names of all files of a submission. The folder nearest to its top that has every source is taken; where a lab has one
/// program and there is one C++ file, that, whatever it is called.
FoundSources locate_sources(const Lab& lab, const std::vector<std::string>& files);

}  // namespace wirelab::classroom
