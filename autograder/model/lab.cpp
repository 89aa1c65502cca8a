#include "model/lab.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "model/fault.hpp"
#include "model/toml_reader.hpp"

namespace wirelab {
namespace {

constexpr std::array<std::pair<std::string_view, Visibility>, 4> visibilities{{
    {"visible", Visibility::visible},
    {"after_due", Visibility::after_due},
    {"after_published", Visibility::after_published},
    {"hidden", Visibility::hidden},
}};

Visibility visibility_of(const TomlReader& reader, const toml::table& table) {
  if (!table.contains("visibility")) return Visibility::visible;
  const auto word = reader.need<std::string>(table, "visibility");
  for (const auto& [name, value] : visibilities)
    if (name == word) return value;
  reader.refuse(table.get("visibility")->source(), fmt::format("'{}' is no visibility", word));
}

Requirement read_requirement(const TomlReader& reader, const toml::table& table) {
  Requirement requirement;
  requirement.id = reader.need<std::string>(table, "id");
  const auto points = reader.need<std::int64_t>(table, "points");
  if (points < 0 || points > 10'000) reader.refuse(table.get("points")->source(), "points are between 0 and 10000");
  requirement.points = static_cast<int>(points);
  requirement.needs = reader.strings(table, "needs");
  requirement.says = reader.need<std::string>(table, "says");
  requirement.visibility = visibility_of(reader, table);
  requirement.waits = table.contains("waits") && reader.need<bool>(table, "waits");
  return requirement;
}

std::vector<SecondBuild> read_second_builds(const TomlReader& reader, const toml::table& table, const Lab& lab) {
  std::vector<SecondBuild> builds;
  const auto* node = table.get("second_build");
  if (node == nullptr) return builds;
  const auto* entries = node->as_array();
  if (entries == nullptr) reader.refuse(node->source(), "'second_build' is not a list of tables");
  for (const auto& entry : *entries) {
    const auto* build = entry.as_table();
    if (build == nullptr) reader.refuse(entry.source(), "'second_build' is not a table");
    builds.push_back(
        {reader.need<std::string>(*build, "name"), reader.need<std::string>(*build, "of"), reader.strings(*build, "flags")});
    if (std::ranges::find(lab.programs, builds.back().of) == lab.programs.end())
      reader.refuse(build->source(), fmt::format("'{}' is not one of the programs", builds.back().of));
    if (builds.back().name.find('/') != std::string::npos) reader.refuse(build->source(), "a name with a slash");
  }
  return builds;
}

/// Ids are unique, and a requirement needs only what stands before it: then the needs cannot go round in a circle.
void check_order(const TomlReader& reader, const toml::table& table, const std::vector<Requirement>& requirements) {
  std::set<std::string, std::less<>> seen;
  for (const auto& requirement : requirements) {
    for (const auto& need : requirement.needs)
      if (!seen.contains(need))
        reader.refuse(table.source(), fmt::format("{} needs {}, which does not stand before it", requirement.id, need));
    if (!seen.insert(requirement.id).second) reader.refuse(table.source(), fmt::format("{} stands there twice", requirement.id));
  }
}

}  // namespace

int Lab::max_score() const {
  int sum = 0;
  for (const auto& requirement : requirements) sum += requirement.points;
  return sum;
}

const Requirement* Lab::find(std::string_view id) const {
  const auto found = std::ranges::find(requirements, id, &Requirement::id);
  return found == requirements.end() ? nullptr : &*found;
}

Lab load_lab(const std::filesystem::path& folder) {
  const auto file = folder / "lab.toml";
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw GraderFault(fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
  const TomlReader reader(file);
  Lab lab;
  lab.name = std::filesystem::absolute(folder).lexically_normal().filename().string();
  lab.title = reader.need<std::string>(table, "title");
  lab.programs = reader.strings(table, "programs");
  if (lab.programs.empty()) reader.refuse(table.source(), "'programs' names no program");
  lab.second_builds = read_second_builds(reader, table, lab);
  const auto* entries = table["requirement"].as_array();
  if (entries == nullptr || entries->empty()) reader.refuse(table.source(), "there is no [[requirement]]");
  for (const auto& entry : *entries) {
    const auto* requirement = entry.as_table();
    if (requirement == nullptr) reader.refuse(entry.source(), "'requirement' is not a table");
    lab.requirements.push_back(read_requirement(reader, *requirement));
  }
  check_order(reader, table, lab.requirements);
  return lab;
}

std::vector<std::string> lab_names(const std::filesystem::path& labs) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(labs, error))
    if (std::filesystem::exists(entry.path() / "lab.toml")) names.push_back(entry.path().filename().string());
  if (error) throw GraderFault(fmt::format("cannot list the labs in {}: {}", labs.string(), error.message()));
  std::ranges::sort(names);
  return names;
}

std::string resolve_lab_name(std::string_view given, const std::vector<std::string>& names) {
  std::string_view digits = given;
  if (digits.starts_with("lab")) digits.remove_prefix(3);
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_number = error == std::errc{} && end == digits.data() + digits.size() && number >= 0;
  const auto prefix = fmt::format("lab{:02}-", number);
  for (const auto& name : names)
    if (name == given || (is_number && name.starts_with(prefix))) return name;
  throw UsageError(fmt::format("there is no lab '{}'; there is {}", given, fmt::join(names, ", ")));
}

std::string_view to_string(Visibility visibility) {
  for (const auto& [name, value] : visibilities)
    if (value == visibility) return name;
  return "visible";
}

Visibility visibility_from(std::string_view word) {
  for (const auto& [name, value] : visibilities)
    if (name == word) return value;
  return Visibility::hidden;
}

}  // namespace wirelab
