#include "classroom/origin.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "classroom/text_file.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto value = object.find(key);
  return value != object.end() && value->is_string() ? value->get<std::string>() : std::string();
}

bool is_true(const json& object, const char* key) {
  const auto value = object.find(key);
  return value != object.end() && value->is_boolean() && value->get<bool>();
}

}  // namespace

bool has_numbers(std::string_view layout) { return layout == "canvas" || layout == "moodle" || layout == "gradescope"; }

json read_intake_notes(const RunFolder& run) {
  if (!std::filesystem::exists(run.intake())) return json::object();
  auto notes = json::parse(read_text_file(run.intake()), nullptr, false);
  if (!notes.is_object()) throw UsageError(fmt::format("{} is no JSON any more: mend it, or take it away", run.intake().string()));
  return notes;
}

std::map<std::string, Origin> origins_of(const json& notes) {
  std::map<std::string, Origin> origins;
  const auto came = notes.find("came");
  if (came == notes.end() || !came->is_object()) return origins;
  for (const auto& [id, entry] : came->items()) {
    if (!entry.is_object()) continue;
    Origin origin{text_of(entry, "layout"), text_of(entry, "number"), is_true(entry, "late")};
    if (origin.layout.empty()) {  // an older run has only the layouts of all
      origin.layout = text_of(notes, "layout");
      if (origin.layout.find(", ") != std::string::npos) origin.layout.clear();
      if (has_numbers(origin.layout) && origin.layout != "gradescope") origin.number = id;  // there it may be the course's
    }
    origins[id] = std::move(origin);
  }
  return origins;
}

}  // namespace wirelab::classroom
