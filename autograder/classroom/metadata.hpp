// What Gradescope writes beside the submissions of an export: submission_metadata.yml.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace wirelab::classroom {

struct Submitter {
  std::string name;
  std::string sid;  ///< the student id of the course; may be empty
  std::string email;
};

struct SubmissionMetadata {
  std::vector<Submitter> submitters;  ///< several, when a group handed it in
  std::string created_at;             ///< ISO 8601; empty: not told
};

/// By the name of the submission's folder, "submission_12345". Throws UsageError when FILE is no such table.
std::map<std::string, SubmissionMetadata> read_metadata(const std::filesystem::path& file);

}  // namespace wirelab::classroom
