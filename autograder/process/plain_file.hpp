// Files of strangers on this machine, opened without harm.
#pragma once

#include <filesystem>
#include <string>

#include "process/descriptor.hpp"

namespace wirelab {

/// Whether ERROR of stat(2) or open(2) says something about a path that a stranger gave. Of the others (no descriptor left, a disk
/// that fails, a file server that is gone) no student is to blame.
bool is_about_the_file(int error);

/// A file that can be read, or why there is none.
struct PlainFile {
  Descriptor file;
  std::string why_not;
};

/// Opens FILE for reading. A link is not followed, and nothing is waited for. Throws GraderFault when the machine fails.
PlainFile open_plain_file(const std::filesystem::path& file);

/// What is in FILE from where it stands, as far as it can be read.
std::string read_all(int file);

}  // namespace wirelab
