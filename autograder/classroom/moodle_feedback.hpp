// Pages for students, named so that Moodle takes them back: "Upload multiple feedback files in a zip" of an assignment.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "classroom/origin.hpp"
#include "classroom/roster.hpp"

namespace wirelab::classroom {

/// "Jane Doe_1234_assignsubmission_file_", the folder of the participant NUMBER in a download. Moodle goes by what stands between
/// the first underscore and the second: in NAME there is none.
std::string moodle_folder(const std::string& name, const std::string& number);

class MoodleFeedback {
public:
  /// Into FOLDER, which is removed first, and made when there is somebody from Moodle.
  MoodleFeedback(std::filesystem::path folder, const std::vector<Student>& students, std::map<std::string, Origin> origins);

  /// Writes PAGE as FOLDER/NAME_NUMBER_assignsubmission_file_/report.html, if STUDENT came from Moodle and nobody else has that
  /// number. Throws GraderFault.
  void add(const Student& student, const std::string& page);

  int pages() const { return pages_; }
  /// Ids of those who came with a number that somebody else has, too: on two sites.
  const std::vector<std::string>& shared() const { return shared_; }

private:
  std::filesystem::path folder_;
  std::map<std::string, Origin> origins_;
  std::map<std::string, int> owners_;  ///< of each number
  std::vector<std::string> shared_;
  int pages_ = 0;
};

}  // namespace wirelab::classroom
