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

  /// The verdicts alone: each check once.
  Result grade() const;
  /// As `wirelab grade` does it: with second looks where a rule wants one, and names of bugs.
  Result grade_and_name() const;
  std::filesystem::path programs() const { return programs_folder(folder_.path()); }
  /// The program with the checks.
  std::filesystem::path checks() const { return checks_program(places_, lab_.name); }
  const std::string& name() const { return lab_.name; }

private:
  Places places_;
  Lab lab_;
  TemporaryFolder folder_;
};

/// Builds the reference of LAB as a submission is built. Gives the command that the student is shown.
std::string compile_in_a_box(const std::string& lab);
/// COMMAND, which compile_in_a_box gave, bare, in the folder of the reference; like there without notes for a debugger.
void compile_bare(const std::string& lab, const std::string& command);

/// grade_and_name of programs that are built already and lie in FOLDER.
Result grade_folder(const std::string& lab, const std::filesystem::path& folder);

}  // namespace wirelab::bench
