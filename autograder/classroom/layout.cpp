#include "classroom/layout.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

/// NAME_USER_SUBMISSION_FILE, with LATE after the name; who hands in again gets -1, -2, ... before the extension.
constexpr auto canvas =
    R"((?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+?)(-\d+)?(?P<extension>(\.tar)?\.[A-Za-z0-9]+)?)";
/// "Full Name_PARTICIPANT_assignsubmission_file_", a folder, or with the name of the file after it.
/// The first number decides: what follows in a name without folders is the student's own choice.
constexpr auto moodle = R"((?P<name>.+?)_(?P<id>\d+)_assignsubmission_file_?(?P<file>.*))";
/// Beside the files of a student there may be what was typed into Moodle: it says nothing against this layout.
constexpr std::string_view moodle_text = "_assignsubmission_onlinetext_";
constexpr auto gradescope = R"(submission_(?P<id>\d+))";

}  // namespace

Layout::Layout(std::string name, const std::string& entry) : name_(std::move(name)), pattern_(entry) {
  if (entry.find("(?P<id>") == std::string::npos && entry.find("(?<id>") == std::string::npos)
    throw UsageError(fmt::format("the pattern of layout '{}' has no group (?P<id>...)", name_));
}

std::optional<EntryName> Layout::take_apart(const std::string& entry) const {
  const auto groups = pattern_.match(entry);
  if (!groups) return std::nullopt;
  const auto group = [&groups](const char* name) {
    const auto found = groups->find(name);
    return found == groups->end() ? std::string() : found->second;
  };
  return EntryName{group("id"), group("name"), group("file") + group("extension"), !group("late").empty()};
}

std::vector<Layout> usual_layouts() { return {{"moodle", moodle}, {"gradescope", gradescope}, {"canvas", canvas}}; }

std::vector<Layout> read_layouts(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
  std::vector<Layout> layouts;
  const auto* entries = table["layout"].as_array();
  if (entries == nullptr) throw UsageError(fmt::format("{}: there is no [[layout]]", file.string()));
  for (const auto& entry : *entries) {
    const auto* own = entry.as_table();
    const auto name = own == nullptr ? std::nullopt : (*own)["name"].value<std::string>();
    const auto pattern = own == nullptr ? std::nullopt : (*own)["entry"].value<std::string>();
    if (!name || !pattern)
      throw UsageError(fmt::format("{}:{}: a layout has a 'name' and an 'entry'", file.string(), entry.source().begin.line));
    layouts.emplace_back(*name, *pattern);
  }
  for (auto& usual : usual_layouts())
    if (std::ranges::find(layouts, usual.name(), &Layout::name) == layouts.end()) layouts.push_back(std::move(usual));
  return layouts;
}

const Layout* recognise(const std::vector<Layout>& layouts, const std::vector<std::string>& entries) {
  const Layout* best = nullptr;
  std::ptrdiff_t most = 0;
  for (const auto& layout : layouts) {
    const auto count =
        std::ranges::count_if(entries, [&layout](const auto& entry) { return layout.take_apart(entry).has_value(); });
    if (count > most) {
      best = &layout;
      most = count;
    }
  }
  const auto others =
      std::ranges::count_if(entries, [](const auto& entry) { return entry.find(moodle_text) == std::string::npos; }) - most;
  return most >= others ? best : nullptr;
}

}  // namespace wirelab::classroom
