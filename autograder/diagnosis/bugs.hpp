// bugs.toml: every text that a student reads about a bug. Instructors edit it without compiling.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace wirelab::diagnosis {

struct Bug {
  std::string id;
  std::string name;                ///< "the connected socket is never closed"
  std::string what;                ///< what the program does, and what comes of it
  std::string idea;                ///< "concept" in the file: the idea that was missed
  std::vector<std::string> hints;  ///< a question; the concept and where to read about it; a worked analogue
  std::string see;                 ///< a command that shows it; {port} and {program} stand for the student's own
  std::string look;                ///< what to look for in its output
};

class Bugs {
public:
  /// Reads FILE. Throws GraderFault that names the file, the bug and what is wrong with it.
  static Bugs read(const std::filesystem::path& file);

  /// nullptr: there is none.
  const Bug* find(const std::string& id) const;
  const std::map<std::string, Bug>& all() const { return bugs_; }

private:
  std::map<std::string, Bug> bugs_;
};

}  // namespace wirelab::diagnosis
