// Files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace wirelab {

/// Puts TEXT into the file PATH by way of a temporary one beside it (fsync(2), rename(2)): whoever reads PATH finds what was there
/// before, or all of TEXT. Throws GraderFault.
void write_whole_file(const std::filesystem::path& path, std::string_view text);

}  // namespace wirelab
