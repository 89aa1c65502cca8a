// What the programs of the corpus must get.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/lab.hpp"
#include "model/result.hpp"

namespace wirelab::corpus {

struct Submission {
  std::string name;  ///< "correct/dual-stack", "buggy/V01-no-htons", "solution", "skeleton"
  std::filesystem::path path;
  std::string bug;  ///< "V01"; empty when it has none, or several
  /// What the diagnosis may call it: its id, or one of a class that cannot be told apart from outside. Empty: nothing may be named.
  std::set<std::string> names;
  /// What each requirement must come to. Empty for the skeleton, of which only little is asked.
  std::map<std::string, Outcome> expected;
};

/// Bugs that the diagnosis cannot tell apart, or not see, and why.
struct BugClass {
  std::set<std::string> bugs;
  std::string why;
  bool unnamed = false;  ///< they are not seen at all
};

struct Corpus {
  std::vector<Submission> submissions;
  std::vector<std::string> bugs;              ///< that the checks of the lab must tell apart
  std::map<std::string, std::string> absent;  ///< those that no program has, and why
  std::vector<BugClass> classes;
};

/// All submissions of a lab: the reference, the skeleton, and what lies under FOLDER/{correct,buggy}; the buggy ones are those
/// of FOLDER/expect.toml. Throws GraderFault when folder and manifest do not agree, or one of the bugs that the manifest promises
/// is neither there nor explained.
Corpus read_corpus(const Lab& lab, const std::filesystem::path& folder, const std::filesystem::path& solution,
                   const std::filesystem::path& skeleton);

}  // namespace wirelab::corpus
