// Where an export may write: it never takes the place of what is not its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "classroom/run_folder.hpp"

namespace wirelab::classroom {

/// Throws UsageError when a new table in FILE would replace one of RUN's own files, or any file but a table that an export made
/// before (or an empty one).
void require_place_of_table(const RunFolder& run, const std::filesystem::path& file);

/// Throws UsageError when two of FILES, which may not be there yet, are the same; those that are empty are not looked at.
void require_different(const std::vector<std::string>& files);

/// Puts TEXT in place of what FILE holds; where FILE is a link, in place of what the file that it leads to holds. Throws
/// GraderFault.
void fill_file(const std::filesystem::path& file, const std::string& text);

}  // namespace wirelab::classroom
