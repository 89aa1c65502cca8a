// Where in a submission the sources are that a lab asks for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/lab.hpp"

namespace wirelab::classroom {

struct FoundSources {
  std::string path;    ///< below the submission: the folder that holds them, or the one file; empty: the submission itself
  bool found = false;  ///< otherwise there is nothing to grade
  std::vector<std::string> notes;  ///< what was decided on the way
};

/// LOOSE, UNPACKED: the names of all files of a submission, those of its archives apart. The folder nearest to the top that has
/// every source is taken, before any archive's; where a lab has one program and there is one C++ file, that, whatever it is called.
FoundSources locate_sources(const Lab& lab, const std::vector<std::string>& loose, const std::vector<std::string>& unpacked = {});

/// Whether a folder of FILES has every source of LAB.
bool have_sources(const Lab& lab, const std::vector<std::string>& files);

/// By its name: C or C++, headers, too.
bool is_source_name(std::string_view name);

}  // namespace wirelab::classroom
