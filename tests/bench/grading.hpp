// The programs that are graded in the measurements, built once.
#pragma once

#include <filesystem>
#include <string>

#include "model/lab.hpp"
#include "model/places.hpp"
#include "model/result.hpp"
#include "process/build.hpp"

namespace wirelab::bench {

class BuiltLab {
public:
  /// Builds SUBMISSION for LAB.
  BuiltLab(const std::string& lab, const std::filesystem::path& submission);

  Result grade() const;
  std::filesystem::path programs() const { return programs_folder(folder_.path()); }

private:
  Places places_;
  Lab lab_;
  TemporaryFolder folder_;
};

/// Builds the reference of LAB as a submission is built. Gives the command that the student is shown.
std::string compile_in_a_box(const std::string& lab);
/// COMMAND, which compile_in_a_box gave, bare, in the folder of the reference; like there without notes for a debugger.
void compile_bare(const std::string& lab, const std::string& command);

/// Grades programs that are built already and lie in FOLDER, once.
Result grade_folder(const std::string& lab, const std::filesystem::path& folder);

}  // namespace wirelab::bench
