// Files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace wirelab {

/// Puts TEXT into the file PATH by way of a temporary one beside it (fsync(2), rename(2)): whoever reads PATH finds what was there
/// before, or all of TEXT. Who may read and write it stays as it was. Throws GraderFault.
void write_whole_file(const std::filesystem::path& path, std::string_view text);

/// Takes away what write_whole_file has put there, if anything. What it would not replace stays: a device, a pipe, /dev/stdout.
void remove_whole_file(const std::filesystem::path& path);

/// Called with the name of each temporary file just before it is made, for whoever removes it should we be killed; empty at first.
std::function<void(const std::filesystem::path&)>& before_a_temporary_file();

}  // namespace wirelab
