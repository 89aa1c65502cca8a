// The submissions as a tree that JPlag (and its like) reads: we look for no plagiarism ourselves.
#pragma once

#include <filesystem>
#include <string>

#include "classroom/pseudonyms.hpp"
#include "classroom/run_folder.hpp"
#include "model/lab.hpp"

namespace wirelab::classroom {

struct JplagTree {
  std::size_t submissions = 0;
  std::string command;  ///< that compares them
};

/// Throws UsageError when FOLDER is there already.
void require_new_tree(const std::filesystem::path& folder);

/// FOLDER/submissions/ID/PROGRAM.cpp, and FOLDER/base/ with the skeleton that all began with. What several in the roster have
/// together is there once, as that of the first of them. With PSEUDONYMS nobody is called by
/// id, in the sources neither (disguise.hpp). Throws UsageError when FOLDER is there already.
JplagTree write_jplag_tree(const RunFolder& run, const Lab& lab, const std::filesystem::path& skeleton,
                           const std::filesystem::path& folder, Pseudonyms* pseudonyms);

}  // namespace wirelab::classroom
