// From a submission to programs that can be started.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/lab.hpp"
#include "model/result.hpp"
#include "process/isolation.hpp"

namespace wirelab {

/// A folder that only we can enter, and that goes with us.
class TemporaryFolder {
public:
  /// In $TMPDIR or /tmp. Throws GraderFault (no room, no right).
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

/// The files of SUBMISSION (a folder, or the one source file) that LAB asks for, by the name of their program.
/// Only these are ever looked at. Throws SubmissionError when one is not there, GraderFault when the machine cannot tell.
struct Source {
  std::string program;             ///< "ucserver"
  std::string name;                ///< "ucserver.cpp", whatever the file is called
  std::filesystem::path file;      ///< "/home/eve/lab/ucserver.cpp"
  std::vector<std::string> flags;  ///< of a second build; its warnings have been shown with the first
  bool second_build = false;
};
std::vector<Source> find_sources(const Lab& lab, const std::filesystem::path& submission);

/// The content of FILE. Throws SubmissionError when it is a link, no plain file, larger than a mebibyte, or may not be read;
/// GraderFault when the machine fails.
std::string read_source(const std::filesystem::path& file);

/// Compiles SOURCES side by side, each in a box of its own, and puts the programs into DESTINATION/programs. What the compiler said
/// is in the result, made printable; it is `ok` when all were built. Throws GraderFault when there is no compiler, or no room.
Build build_programs(const std::vector<Source>& sources, Isolation isolation, const std::filesystem::path& destination);

/// Where build_programs puts the programs.
inline std::filesystem::path programs_folder(const std::filesystem::path& destination) { return destination / "programs"; }

}  // namespace wirelab
