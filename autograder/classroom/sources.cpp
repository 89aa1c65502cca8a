#include "classroom/sources.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/text.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::array<std::string_view, 6> ends_of_cpp{".cpp", ".cc", ".cxx", ".c++", ".C", ".CPP"};
constexpr std::array<std::string_view, 8> ends_of_other_sources{".c", ".h", ".hpp", ".hh", ".hxx", ".H", ".HPP", ".inl"};

bool ends_with_any(std::string_view name, const auto& ends) {
  return std::ranges::any_of(ends, [name](auto end) { return name.ends_with(end); });
}

bool is_cpp(std::string_view name) { return ends_with_any(name, ends_of_cpp); }

std::string asked_for(const Lab& lab) {
  std::vector<std::string> names;
  for (const auto& program : lab.programs) names.push_back(program + ".cpp");
  return fmt::format("{}", fmt::join(names, " and "));
}

/// The folders of FILES that have every source, the nearest to the top first.
std::vector<std::string> complete_folders(const Lab& lab, const std::vector<std::string>& files) {
  std::map<std::string, std::set<std::string>> by_folder;
  for (const auto& file : files) {
    const std::filesystem::path path(file);
    by_folder[path.parent_path().string()].insert(path.filename().string());
  }
  std::vector<std::string> complete;
  for (const auto& [folder, names] : by_folder)
    if (std::ranges::all_of(lab.programs, [&names = names](const auto& program) { return names.contains(program + ".cpp"); }))
      complete.push_back(folder);
  const auto depth = [](const std::string& folder) { return folder.empty() ? 0 : 1 + std::ranges::count(folder, '/'); };
  std::ranges::sort(complete, {}, [&depth](const auto& folder) { return std::tuple(depth(folder), folder); });
  return complete;
}

}  // namespace

FoundSources locate_sources(const Lab& lab, const std::vector<std::string>& loose, const std::vector<std::string>& unpacked) {
  auto files = loose;
  files.insert(files.end(), unpacked.begin(), unpacked.end());
  const auto outside = complete_folders(lab, loose);
  const auto complete = complete_folders(lab, files);
  if (!complete.empty()) {
    FoundSources found{outside.empty() ? complete.front() : outside.front(), true, {}};
    if (complete.size() > 1)
      found.notes.push_back(fmt::format("{} is there {} times; taken is that in {}{}", asked_for(lab), complete.size(),
                                        found.path.empty() ? "the top folder" : quote(found.path),
                                        !outside.empty() && outside.size() < complete.size() ? ", which came in no archive" : ""));
    const auto is_other = [&](const std::string& file) {
      const std::filesystem::path path(file);
      return is_cpp(file) &&
             !(path.parent_path() == found.path && std::ranges::find(lab.programs, path.stem().string()) != lab.programs.end());
    };
    const auto other = std::ranges::find_if(loose, is_other);
    if (outside.empty() && other != loose.end())
      found.notes.push_back(
          fmt::format("{} is taken from an archive; {}, which lies beside it, is not looked at", asked_for(lab), quote(*other)));
    return found;
  }
  std::vector<std::string> cpp_files;
  std::ranges::copy_if(files, std::back_inserter(cpp_files), is_cpp);
  if (lab.programs.size() == 1 && cpp_files.size() == 1)
    return {cpp_files.front(), true, {fmt::format("{} is taken for {}", quote(cpp_files.front()), asked_for(lab))}};
  return {{}, false, {files.empty() ? std::string("there are no files") : fmt::format("there is no {}", asked_for(lab))}};
}

bool have_sources(const Lab& lab, const std::vector<std::string>& files) { return !complete_folders(lab, files).empty(); }

bool is_source_name(std::string_view name) { return is_cpp(name) || ends_with_any(name, ends_of_other_sources); }

}  // namespace wirelab::classroom
