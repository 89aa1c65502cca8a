// What a lab is: its programs and its requirements, as lab.toml says.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace wirelab {

/// When a student may see the verdict on a requirement; the later, the greater.
enum class Visibility { visible, after_due, after_published, hidden };

struct Requirement {
  std::string id;                  ///< "R10"
  int points = 0;                  ///< what it is worth
  std::vector<std::string> needs;  ///< ids that must be met before it is worth looking
  std::string says;                ///< the requirement, one sentence for students
  Visibility visibility = Visibility::visible;
  bool waits = false;  ///< its program waits by the clock, as specified: looked at as early as may be
};

/// The same source built once more, with other flags: for what only shows then.
struct SecondBuild {
  std::string name;                ///< of the program that comes out: "addrconv-filled"
  std::string of;                  ///< the program whose source it is
  std::vector<std::string> flags;  ///< beside the usual ones
};

struct Lab {
  std::string name;                   ///< the folder's name, "lab03-iterative-server"
  std::string title;                  ///< for people
  std::vector<std::string> programs;  ///< "ucserver" is built from ucserver.cpp
  std::vector<SecondBuild> second_builds;
  std::vector<Requirement> requirements;

  /// The sum of all points.
  int max_score() const;
  /// The requirement with this id, or nullptr.
  const Requirement* find(std::string_view id) const;
};

/// Reads FOLDER/lab.toml. Throws GraderFault with file, line and what is wrong.
Lab load_lab(const std::filesystem::path& folder);

/// The names of all labs below LABS (folders with a lab.toml), sorted.
std::vector<std::string> lab_names(const std::filesystem::path& labs);

/// The full name for "3", "03", "lab03" or the name itself. Throws UsageError that lists what there is.
std::string resolve_lab_name(std::string_view given, const std::vector<std::string>& names);

std::string_view to_string(Visibility visibility);
/// Of a word that is none of them: hidden.
Visibility visibility_from(std::string_view word);

}  // namespace wirelab
