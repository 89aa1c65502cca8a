#include "classroom/jplag.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "classroom/roster.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t shortest_word = 4;  // or half of the program would be somebody's id

char small(char character) { return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character; }

void replace_all(std::string& text, const std::string& word, const std::string& with) {
  if (word.size() < shortest_word) return;
  for (auto from = text.begin(); from != text.end();) {
    const auto at = std::search(from, text.end(), word.begin(), word.end(), [](char a, char b) { return small(a) == small(b); });
    if (at == text.end()) return;
    const auto place = at - text.begin();
    text.replace(static_cast<std::size_t>(place), word.size(), with);
    from = text.begin() + place + static_cast<std::ptrdiff_t>(with.size());
  }
}

}  // namespace

std::string without_person(std::string text, const Student& student, const std::string& with) {
  replace_all(text, student.email, with);
  replace_all(text, student.name, with);
  if (const auto comma = student.name.find(", "); comma != std::string::npos)
    replace_all(text, student.name.substr(comma + 2) + " " + student.name.substr(0, comma), with);
  replace_all(text, student.id, with);
  return text;
}

JplagTree write_jplag_tree(const RunFolder& run, const Lab& lab, const fs::path& skeleton, const fs::path& folder,
                           Pseudonyms* pseudonyms) {
  if (fs::exists(folder)) throw UsageError(fmt::format("{} is there already", folder.string()));
  JplagTree tree;
  fs::create_directories(folder / "base");
  for (const auto& source : find_sources(lab, skeleton))
    if (!source.second_build) write_whole_file(folder / "base" / source.name, read_text_file(source.file));
  for (const auto& student : read_roster(run.roster())) {
    std::vector<Source> sources;
    try {
      if (!student.path.empty()) sources = find_sources(lab, run.path() / student.path);
    } catch (const UsageError&) {
      continue;  // nothing to compare
    }
    if (sources.empty()) continue;
    const auto name = pseudonyms != nullptr ? pseudonyms->of(student.id) : student.id;
    fs::create_directories(folder / "submissions" / name);
    for (const auto& source : sources) {
      if (source.second_build) continue;
      auto text = read_text_file(source.file);
      if (pseudonyms != nullptr) text = without_person(std::move(text), student, name);
      write_whole_file(folder / "submissions" / name / source.name, text);
    }
    ++tree.submissions;
  }
  tree.command = fmt::format("java -jar jplag.jar -l cpp -p cpp,h,hpp -bc {0}/base -r {0}/result {0}/submissions", folder.string());
  return tree;
}

}  // namespace wirelab::classroom
