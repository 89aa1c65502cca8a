// The files that `wirelab package` puts around the labs.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace wirelab::package {

/// "@LAB@" -> "lab03"
using Words = std::map<std::string, std::string>;

/// Copies FOLDER and everything in it to DESTINATION, which must not be there or be empty. In the texts each @WORD@ of WORDS is
/// replaced. Throws UsageError, GraderFault.
void copy_template(const std::filesystem::path& folder, const std::filesystem::path& destination, const Words& words);

/// The text of a file. Throws GraderFault.
std::string read_text(const std::filesystem::path& file);

/// DESTINATION is new or an empty folder; makes it. Throws UsageError. So that the corrected command finds it empty again, it is
/// made when nothing else is left to be refused.
void make_empty_folder(const std::filesystem::path& destination);

/// Throws UsageError when DEB is no package of the grader (a .deb).
void check_grader(const std::filesystem::path& deb);
/// Copies it, likewise.
void copy_grader(const std::filesystem::path& deb, const std::filesystem::path& destination);

}  // namespace wirelab::package
