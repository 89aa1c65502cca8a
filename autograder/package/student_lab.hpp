// A lab as students get it.
#pragma once

#include <filesystem>

#include "model/lab.hpp"

namespace wirelab::package {

/// Throws UsageError when a skeleton or the handout of LABS/NAME tells a requirement that students may not see now.
void check_student_lab(const std::filesystem::path& labs, const std::filesystem::path& handouts, const std::string& name);

/// Copies the skeletons of LABS/NAME and its handout to DESTINATION/labs/NAME and DESTINATION/handouts, with a lab.toml for
/// reading. Requirements that students may not see now are left out of that. Throws UsageError when a skeleton or the handout tells
/// one of them.
void copy_student_lab(const std::filesystem::path& labs, const std::filesystem::path& handouts, const std::string& name,
                      const std::filesystem::path& destination);

/// Throws UsageError when the grader in the package DEB tells or can check a requirement that students may not see now, by its own
/// lab.toml or by that of LABS; its files have been unpacked into UNPACKED.
void check_student_grader(const std::filesystem::path& labs, const std::filesystem::path& deb,
                          const std::filesystem::path& unpacked);

/// LAB as the text of a lab.toml, without what students may not see now.
std::string student_lab_toml(const Lab& lab);

}  // namespace wirelab::package
