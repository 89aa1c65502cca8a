// Grading the programs of a lab's corpus, several at the same time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "confusion.hpp"
#include "manifest.hpp"
#include "model/lab.hpp"

namespace wirelab::diagnosis {
class Bugs;
}

namespace wirelab::corpus {

struct HowToGrade {
  std::string only;  ///< programs with this in their name
  int times = 1;
  int parallel = 4;               ///< programs at the same time
  std::filesystem::path results;  ///< a folder for the result of each program; empty: they are not kept
  std::shared_ptr<const diagnosis::Bugs> bugs;
};

/// What the gradings of a lab came to.
struct Counts {
  std::size_t gradings = 0;
  std::size_t verdicts = 0;
  std::size_t different = 0;
  Confusion names;
};

/// Tells of each program on standard output as soon as it is known.
Counts grade_all(const Lab& lab, const std::filesystem::path& checks, const Corpus& corpus, const HowToGrade& how);

}  // namespace wirelab::corpus
