// What is handed to students and to platforms: `wirelab package`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/lab.hpp"
#include "model/places.hpp"

namespace wirelab::package {

/// The repository that students clone, in the new folder DESTINATION: the labs NAMES, their handouts, and what grades them by hand,
/// in an editor and on GitHub. DEB, the package of the grader, is put into it; empty: a text says where it belongs. SCRATCH: an
/// empty folder, in which DEB is unpacked. Throws UsageError, before anything is made, when a text or DEB tells what students may
/// not see, or a skeleton is not the repository's.
void make_starter(const Places& places, const std::vector<std::string>& names, const std::filesystem::path& deb,
                  const std::filesystem::path& scratch, const std::filesystem::path& destination);

/// What is uploaded as Gradescope's autograder: the content of its zip.
void make_gradescope(const Places& places, const Lab& lab, const std::filesystem::path& deb,
                     const std::filesystem::path& destination);

/// An assessment that Autolab imports: the folder DESTINATION/lab03.
void make_autolab(const Places& places, const Lab& lab, const std::filesystem::path& deb, const std::filesystem::path& destination);

/// A question of PrairieLearn's, what its grader runs, and the image for it: folders of a course. IMAGE: the name under which the
/// image will be published.
void make_prairielearn(const Places& places, const Lab& lab, const std::filesystem::path& deb, const std::string& image,
                       const std::filesystem::path& destination);

/// Puts FOLDER's content into the new file ARCHIVE: .zip with zip(1), .tar with tar(1). Throws UsageError, GraderFault.
void archive(const std::filesystem::path& folder, const std::filesystem::path& archive);

}  // namespace wirelab::package
