#include "manifest.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "model/fault.hpp"

namespace wirelab::corpus {
namespace {

std::vector<std::string> folders_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  if (!std::filesystem::exists(folder)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

GraderFault no_bugs(const std::filesystem::path& file) {
  return GraderFault(fmt::format("{}: bugs = \"F01-F20, V01-V35\" or the like is missing", file.string()));
}

/// "V01-V34": the ids from the first to the last.
std::vector<std::string> ids_in(const std::string& range, const std::filesystem::path& file) {
  char kind = 0;
  char same = 0;
  int first = 0;
  int last = 0;
  if (std::sscanf(range.c_str(), " %c%d-%c%d", &kind, &first, &same, &last) != 4 || kind != same || first > last)
    throw no_bugs(file);
  std::vector<std::string> ids;
  for (int number = first; number <= last; ++number) ids.push_back(fmt::format("{}{:02}", kind, number));
  return ids;
}

/// bugs = "F01-F20, V01-V34": several ranges.
std::vector<std::string> bugs_of(const toml::table& table, const std::filesystem::path& file) {
  std::istringstream ranges(table["bugs"].value_or<std::string>(""));
  std::vector<std::string> bugs;
  for (std::string range; std::getline(ranges, range, ',');) std::ranges::move(ids_in(range, file), std::back_inserter(bugs));
  if (bugs.empty()) throw no_bugs(file);
  return bugs;
}

/// FAILS fail, what needs one of them is not reached, everything else passes.
std::map<std::string, Outcome> expected_outcomes(const Lab& lab, const std::set<std::string>& fails) {
  std::map<std::string, Outcome> outcomes;
  for (const auto& requirement : lab.requirements) {
    const bool barred =
        std::ranges::any_of(requirement.needs, [&](const std::string& need) { return outcomes.at(need) != Outcome::pass; });
    outcomes[requirement.id] = barred ? Outcome::not_reached : fails.contains(requirement.id) ? Outcome::fail : Outcome::pass;
  }
  for (const auto& id : fails) {
    if (!outcomes.contains(id)) throw GraderFault(fmt::format("{} has no requirement {}", lab.name, id));
    if (outcomes.at(id) != Outcome::fail) throw GraderFault(fmt::format("{} cannot fail: what it needs fails already", id));
  }
  return outcomes;
}

std::set<std::string> strings_of(const toml::table& table, std::string_view key) {
  std::set<std::string> strings;
  if (const auto* list = table[key].as_array())
    for (const auto& element : *list) strings.insert(element.value_or<std::string>(""));
  return strings;
}

/// [[class]] bugs = ["V18", "V34"], why = "...", unnamed = true.
std::vector<BugClass> classes_of(const toml::table& table, const std::filesystem::path& file) {
  std::vector<BugClass> classes;
  const auto* entries = table["class"].as_array();
  if (entries == nullptr) return classes;
  for (const auto& node : *entries) {
    const auto& entry = *node.as_table();
    BugClass one{strings_of(entry, "bugs"), entry["why"].value_or<std::string>(""), entry["unnamed"].value_or(false)};
    if (one.why.empty()) throw GraderFault(fmt::format("{}: a class of bugs does not say why", file.string()));
    classes.push_back(std::move(one));
  }
  return classes;
}

/// X..: bugs of ours that the catalogue does not have, and that have no name.
std::set<std::string> names_of(const std::string& bug, const std::vector<BugClass>& classes) {
  if (bug.empty() || bug.front() == 'X') return {};
  std::set<std::string> names{bug};
  for (const auto& one : classes) {
    if (!one.bugs.contains(bug)) continue;
    if (one.unnamed) return {};
    names.insert(one.bugs.begin(), one.bugs.end());
  }
  return names;
}

}  // namespace

Corpus read_corpus(const Lab& lab, const std::filesystem::path& folder, const std::filesystem::path& solution,
                   const std::filesystem::path& skeleton) {
  Corpus whole;
  auto& corpus = whole.submissions;
  corpus.push_back({"solution", solution, {}, {}, expected_outcomes(lab, {})});
  corpus.push_back({"skeleton", skeleton, {}, {}, {}});
  for (const auto& name : folders_in(folder / "correct"))
    corpus.push_back({"correct/" + name, folder / "correct" / name, {}, {}, expected_outcomes(lab, {})});

  const auto file = folder / "expect.toml";
  const auto table = toml::parse_file(file.string());
  whole.classes = classes_of(table, file);
  std::set<std::string> listed;
  if (const auto* entries = table["buggy"].as_array()) {
    for (const auto& node : *entries) {
      const auto& entry = *node.as_table();
      const auto name = entry["name"].value_or<std::string>("");
      const auto fails = strings_of(entry, "fails");
      const auto bug = entry["bug"].value_or<std::string>("");
      auto names = names_of(bug, whole.classes);
      for (const auto& one : strings_of(entry, "bugs")) names.merge(names_of(one, whole.classes));  // two at once
      if (fails.empty()) throw GraderFault(fmt::format("{}: {} fails nothing, so it proves nothing", file.string(), name));
      try {
        corpus.push_back({"buggy/" + name, folder / "buggy" / name, bug, names, expected_outcomes(lab, fails)});
      } catch (const GraderFault& fault) {
        throw GraderFault(fmt::format("{}: {}: {}", file.string(), name, fault.what()));
      }
      listed.insert(name);
    }
  }
  for (const auto& name : folders_in(folder / "buggy"))
    if (!listed.erase(name)) throw GraderFault(fmt::format("{} does not say what {} must get", file.string(), name));
  for (const auto& name : listed) throw GraderFault(fmt::format("{} lists {}, which is not there", file.string(), name));
  whole.bugs = bugs_of(table, file);
  if (const auto* entries = table["absent"].as_array())
    for (const auto& node : *entries)
      whole.absent[(*node.as_table())["bug"].value_or<std::string>("")] = (*node.as_table())["why"].value_or<std::string>("");
  for (const auto& bug : whole.bugs) {
    const bool there = std::ranges::find(corpus, bug, &Submission::bug) != corpus.end();
    const auto why = whole.absent.find(bug);
    if (!there && (why == whole.absent.end() || why->second.empty()))
      throw GraderFault(fmt::format("{}: no program has {}, and it does not say why", file.string(), bug));
  }
  return whole;
}

}  // namespace wirelab::corpus
