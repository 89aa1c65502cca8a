// The names at the top of a download, and what came under each.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "classroom/landing.hpp"

namespace wirelab::classroom {

struct Entry {
  std::string name;
  std::filesystem::path path;  ///< empty: nothing of it could be taken out of the archive
  bool folder = false;
  std::vector<Refusal> refused{};  ///< of it, in the archive
};

/// What is in FOLDER, sorted, without what tools leave behind.
std::vector<std::filesystem::path> paths_in(const std::filesystem::path& folder, std::error_code& error);

/// The entries of FOLDER. Throws UsageError when it cannot be listed.
std::vector<Entry> entries_of(const std::filesystem::path& folder);

/// Gives each refusal of an archive to the entry it belongs to, or to a new one of ENTRIES. BELOW: the folder in the archive that
/// the entries lie in, empty or with a slash behind. Gives those that belong to none.
std::vector<Refusal> share_out(const std::vector<Refusal>& refused, const std::string& below, std::vector<Entry>& entries);

/// Links are not followed.
bool is_real_folder(const std::filesystem::path& path);
bool is_real_file(const std::filesystem::path& path);

}  // namespace wirelab::classroom
