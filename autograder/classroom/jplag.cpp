#include "classroom/jplag.hpp"

#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "classroom/disguise.hpp"
#include "classroom/roster.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

/// By name. Of what cannot be graded, nothing.
std::map<std::string, std::string> sources_of(const RunFolder& run, const Lab& lab, const Student& student) {
  std::map<std::string, std::string> texts;
  if (student.path.empty()) return texts;
  try {
    for (const auto& source : find_sources(lab, run.path() / student.path))
      if (!source.second_build) texts[source.name] = read_source(source.file);
  } catch (const SubmissionError&) {
    return {};
  }
  return texts;
}

}  // namespace

void require_new_tree(const fs::path& folder) {
  if (fs::exists(folder)) throw UsageError(fmt::format("{} is there already: name another folder, or remove it", folder.string()));
}

JplagTree write_jplag_tree(const RunFolder& run, const Lab& lab, const fs::path& skeleton, const fs::path& folder,
                           Pseudonyms* pseudonyms) {
  require_new_tree(folder);
  JplagTree tree;
  fs::create_directories(folder / "base");
  for (const auto& source : find_sources(lab, skeleton))
    if (!source.second_build) write_whole_file(folder / "base" / source.name, read_text_file(source.file));
  const auto students = read_roster(run.roster());
  std::optional<Disguise> disguise;
  if (pseudonyms != nullptr) disguise.emplace(students, *pseudonyms);
  std::set<fs::path> seen;
  for (const auto& student : students) {
    // The members of a group have one submission; it would be compared with itself.
    if (!student.path.empty() && !seen.insert(fs::weakly_canonical(run.path() / student.path)).second) continue;
    const auto texts = sources_of(run, lab, student);
    if (texts.empty()) continue;  // nothing to compare
    const auto name = pseudonyms != nullptr ? pseudonyms->of(student.id) : student.id;
    fs::create_directories(folder / "submissions" / name);
    for (const auto& [file, text] : texts)
      write_whole_file(folder / "submissions" / name / file, disguise ? disguise->over(text, student) : text);
    ++tree.submissions;
  }
  const auto word = [&folder](const char* part) { return shell_word((folder / part).string()); };
  tree.command =
      fmt::format("java -jar jplag.jar -l cpp -p cpp,h,hpp -bc {} -r {} {}", word("base"), word("result"), word("submissions"));
  return tree;
}

}  // namespace wirelab::classroom
