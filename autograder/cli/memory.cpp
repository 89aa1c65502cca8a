#include "cli/memory.hpp"

#include <cstdlib>
#include <fstream>

#include "model/fault.hpp"
#include "report/whole_file.hpp"

namespace wirelab {
namespace {

std::filesystem::path state_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
    return std::filesystem::path(state) / "wirelab";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return std::filesystem::path(home) / ".local" / "state" / "wirelab";
  return {};
}

}  // namespace

Memory::Memory(const std::string& lab) {
  const auto folder = state_folder();
  if (folder.empty()) return;
  file_ = folder / (lab + ".json");
  std::ifstream stream(file_);
  auto json = nlohmann::json::parse(stream, nullptr, false);
  if (!json.is_object()) return;
  json_ = std::move(json);
  for (const char* key : {"met", "last", "hints"})
    if (json_.contains(key) && !json_[key].is_object()) json_.erase(key);
  if (json_.contains("thoughts") && !json_["thoughts"].is_array()) json_.erase("thoughts");
}

std::optional<int> Memory::met_of(const std::filesystem::path& submission) const {
  const auto& met = json_.value("met", nlohmann::json::object());
  const auto found = met.find(submission.string());
  if (found == met.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<int>();
}

std::string Memory::bug_of(const std::string& requirement) const {
  const auto& last = json_.value("last", nlohmann::json::object());
  const auto found = last.find(requirement);
  return found != last.end() && found->is_string() ? found->get<std::string>() : "";
}

bool Memory::was_met(const std::string& requirement) const {
  const auto& last = json_.value("last", nlohmann::json::object());
  const auto found = last.find(requirement);
  return found != last.end() && found->is_boolean() && found->get<bool>();
}

void Memory::keep(const std::filesystem::path& submission, const Result& result, bool whole) {
  int met = 0;
  for (const auto& check : result.checks) {
    const bool passed = check.outcome == Outcome::pass;
    met += passed ? 1 : 0;
    auto& last = json_["last"][check.id];
    last = passed;
    if (check.diagnosis) last = check.diagnosis->id;
  }
  if (whole) json_["met"][submission.string()] = met;
  write();
}

int Memory::hints_told(const std::string& requirement, const std::string& bug) const {
  const auto& hints = json_.value("hints", nlohmann::json::object());
  const auto found = hints.find(requirement + " " + bug);
  return found != hints.end() && found->is_number_integer() ? found->get<int>() : 0;
}

void Memory::keep_hints_told(const std::string& requirement, const std::string& bug, int count) {
  json_["hints"][requirement + " " + bug] = count;
  write();
}

void Memory::keep_thought(const std::string& requirement, const std::string& bug, const std::string& thought) {
  json_["thoughts"].push_back({{"requirement", requirement}, {"bug", bug}, {"thought", thought}});
  write();
}

void Memory::write() const {
  if (file_.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(file_.parent_path(), error);
  if (error) return;
  try {
    write_whole_file(file_, json_.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  } catch (const GraderFault&) {
    // A full disk, a folder of somebody else's: the report matters, and it has been given.
  }
}

}  // namespace wirelab
