// Files of strangers on this machine, opened without harm.
#pragma once

#include <filesystem>
#include <string>

#include "process/descriptor.hpp"

namespace wirelab::classroom {

/// A file that can be read, or why there is none.
struct PlainFile {
  Descriptor file;
  std::string why_not;
};

/// Opens FILE for reading. A link is not followed, and nothing is waited for. Throws GraderFault when the machine fails.
PlainFile open_plain_file(const std::filesystem::path& file);

}  // namespace wirelab::classroom
