// The files of one submission on their way into its folder: loose ones before those of archives, sources before anything else.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "classroom/landing.hpp"
#include "classroom/sources.hpp"
#include "model/lab.hpp"
#include "process/isolation.hpp"

namespace wirelab::classroom {

/// A file, an archive or a folder with either, and the name that it is to have; a folder's is empty.
struct Piece {
  std::filesystem::path path;
  std::string as;
};

struct TakenIn {
  FoundSources sources;
  std::vector<std::string> notes;
  std::vector<Refusal> refused;
};

/// Puts PIECES into FOLDER, which is there and empty. What is loose comes first, the sources nearest to the top before anything
/// else; where it holds those that LAB asks for, each archive is unpacked into a folder of its own, which has its name. Throws
/// GraderFault when the machine fails.
TakenIn take_submission(const Lab& lab, const std::vector<Piece>& pieces, const std::filesystem::path& folder, Isolation isolation);

}  // namespace wirelab::classroom
