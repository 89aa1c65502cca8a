// Files of the instructor's that are read whole.
#pragma once

#include <filesystem>
#include <string>

namespace wirelab::classroom {

/// Throws UsageError when FILE cannot be read.
std::string read_text_file(const std::filesystem::path& file);

}  // namespace wirelab::classroom
