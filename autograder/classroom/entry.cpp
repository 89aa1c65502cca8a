#include "classroom/entry.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

/// Names that lead outside belong to nobody, and this holds them all.
constexpr NameLimits any_name{65'536, 65'536, 65'536, true};

}  // namespace

bool is_real_folder(const fs::path& path) {
  std::error_code not_there;
  return fs::is_directory(fs::symlink_status(path, not_there));
}

bool is_real_file(const fs::path& path) {
  std::error_code not_there;
  return fs::is_regular_file(fs::symlink_status(path, not_there));
}

std::vector<fs::path> paths_in(const fs::path& folder, std::error_code& error) {
  std::vector<fs::path> paths;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (!is_litter(entry->path().filename().string())) paths.push_back(entry->path());
  std::ranges::sort(paths);
  return paths;
}

std::vector<Entry> entries_of(const fs::path& folder) {
  std::error_code error;
  const auto paths = paths_in(folder, error);
  if (error) throw UsageError(fmt::format("cannot list {}: {}", folder.string(), error.message()));
  std::vector<Entry> entries;
  entries.reserve(paths.size());
  for (const auto& path : paths) entries.push_back({path.filename().string(), path, is_real_folder(path)});
  return entries;
}

std::vector<Refusal> share_out(const std::vector<Refusal>& refused, const std::string& below, std::vector<Entry>& entries) {
  std::vector<Refusal> nobodys;
  for (const auto& refusal : refused) {
    const auto name = plain_name(refusal.given, any_name).name;
    if (name.size() <= below.size() || !name.starts_with(below)) {
      nobodys.push_back(refusal);
      continue;
    }
    const auto slash = name.find('/', below.size());
    const auto first = name.substr(below.size(), slash - below.size());
    auto entry = std::ranges::find(entries, first, &Entry::name);
    if (entry == entries.end()) entry = entries.insert(entry, {first, {}, slash != std::string::npos});
    if (entry->refused.size() > LandingLimits{}.refusals) continue;
    if (entry->refused.size() == LandingLimits{}.refusals) {
      entry->refused.push_back(more_refusals());
      continue;
    }
    entry->refused.push_back(
        {name_for_a_line(slash == std::string::npos ? first : name.substr(slash + 1)), refusal.why, refusal.given});
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return nobodys;
}

}  // namespace wirelab::classroom
