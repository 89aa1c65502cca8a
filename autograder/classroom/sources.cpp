#include "classroom/sources.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/text.hpp"

namespace wirelab::classroom {
namespace {

bool is_cpp(const std::string& name) {
  constexpr std::array<std::string_view, 6> ends{".cpp", ".cc", ".cxx", ".c++", ".C", ".CPP"};
  return std::ranges::any_of(ends, [&name](auto end) { return name.ends_with(end); });
}

std::string asked_for(const Lab& lab) {
  std::vector<std::string> names;
  for (const auto& program : lab.programs) names.push_back(program + ".cpp");
  return fmt::format("{}", fmt::join(names, " and "));
}

}  // namespace

FoundSources locate_sources(const Lab& lab, const std::vector<std::string>& files) {
  std::map<std::string, std::set<std::string>> by_folder;
  std::vector<std::string> cpp_files;
  for (const auto& file : files) {
    const std::filesystem::path path(file);
    by_folder[path.parent_path().string()].insert(path.filename().string());
    if (is_cpp(file)) cpp_files.push_back(file);
  }
  std::vector<std::string> complete;
  for (const auto& [folder, names] : by_folder)
    if (std::ranges::all_of(lab.programs, [&names = names](const auto& program) { return names.contains(program + ".cpp"); }))
      complete.push_back(folder);
  const auto depth = [](const std::string& folder) { return folder.empty() ? 0 : 1 + std::ranges::count(folder, '/'); };
  std::ranges::sort(complete, {}, [&depth](const auto& folder) { return std::tuple(depth(folder), folder); });
  if (!complete.empty()) {
    FoundSources found{complete.front(), true, {}};
    if (complete.size() > 1)
      found.notes.push_back(fmt::format("{} is there {} times; taken is that in {}", asked_for(lab), complete.size(),
                                        complete.front().empty() ? "the top folder" : quote(complete.front())));
    return found;
  }
  if (lab.programs.size() == 1 && cpp_files.size() == 1)
    return {cpp_files.front(), true, {fmt::format("{} is taken for {}", quote(cpp_files.front()), asked_for(lab))}};
  return {{}, false, {files.empty() ? std::string("there are no files") : fmt::format("there is no {}", asked_for(lab))}};
}

}  // namespace wirelab::classroom
