#include "classroom/whole_run.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "classroom/text_file.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

using nlohmann::json;

/// Whether FILE is there. Throws GraderFault when it is no file.
bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (!std::filesystem::exists(status)) return false;
  if (!std::filesystem::is_regular_file(status))
    throw GraderFault(fmt::format("{} is no file: this run is damaged; put the file back", file.string()));
  return true;
}

bool is_list(const json& object, const char* key, bool (*is_right)(const json& entry)) {
  const auto list = object.find(key);
  return list == object.end() || (list->is_array() && std::ranges::all_of(*list, is_right));
}

bool is_text(const json& value) { return value.is_string(); }

bool is_refusal(const json& entry) {
  return entry.is_object() && entry.value("name", json("")).is_string() && entry.value("why", json("")).is_string();
}

bool is_note(const json& entry) {
  return entry.is_object() && is_list(entry, "notes", is_text) && is_list(entry, "refused", is_refusal);
}

bool are_notes(const json& intake) {
  const auto students = intake.find("students");
  return students == intake.end() || (students->is_object() && std::ranges::all_of(*students, is_note));
}

}  // namespace

void must_be_whole(const RunFolder& run) {
  is_there(run.roster());
  if (!is_there(run.intake())) return;
  const auto intake = json::parse(read_text_file(run.intake()), nullptr, false);
  const std::string_view what = !intake.is_object()  ? "is no JSON object any more"
                                : !are_notes(intake) ? "tells of 'students' in another form than 'class init' writes"
                                                     : "";
  if (!what.empty()) throw GraderFault(fmt::format("{} {}: mend it, or take it away", run.intake().string(), what));
}

}  // namespace wirelab::classroom
