// What was seen the last time: of each lab, in a file of the user's own ($XDG_STATE_HOME/wirelab, or ~/.local/state/wirelab).
// Nothing depends on it: where it cannot be kept, a report just says nothing of the last run.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "model/result.hpp"

namespace wirelab {

class Memory {
public:
  /// Of this lab. What cannot be read counts as never seen.
  explicit Memory(const std::string& lab);

  /// How many requirements SUBMISSION met the last time it was graded whole.
  std::optional<int> met_of(const std::filesystem::path& submission) const;
  /// The bug that was named for this requirement the last time; empty: none was.
  std::string bug_of(const std::string& requirement) const;
  /// Whether the lab was graded at all.
  bool knows_any() const { return json_.contains("last"); }
  /// Whether the requirement was met then.
  bool was_met(const std::string& requirement) const;
  void keep(const std::filesystem::path& submission, const Result& result, bool whole);

  /// How many hints were told about this bug of this requirement.
  int hints_told(const std::string& requirement, const std::string& bug) const;
  void keep_hints_told(const std::string& requirement, const std::string& bug, int count);
  /// What the student thought had happened.
  void keep_thought(const std::string& requirement, const std::string& bug, const std::string& thought);

private:
  void write() const;

  std::filesystem::path file_;  ///< empty: there is no place for it
  nlohmann::json json_ = nlohmann::json::object();
};

}  // namespace wirelab
