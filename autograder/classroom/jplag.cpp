#include "classroom/jplag.hpp"

#include <algorithm>
#include <map>

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

std::string small(std::string text) {
  std::ranges::transform(text, text.begin(), [](char character) { return small(character); });
  return text;
}

void replace_all(std::string& text, const std::string& word, const std::string& with) {
  if (word.size() < shortest_word) return;
  const auto in = small(text);
  const auto wanted = small(word);
  std::string out;
  std::size_t from = 0;
  for (auto at = in.find(wanted); at != std::string::npos; at = in.find(wanted, from)) {
    out.append(text, from, at - from).append(with);
    from = at + word.size();
  }
  text = out.append(text, from);
}

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
    const auto texts = sources_of(run, lab, student);
    if (texts.empty()) continue;  // nothing to compare
    const auto name = pseudonyms != nullptr ? pseudonyms->of(student.id) : student.id;
    fs::create_directories(folder / "submissions" / name);
    for (const auto& [file, text] : texts)
      write_whole_file(folder / "submissions" / name / file, pseudonyms != nullptr ? without_person(text, student, name) : text);
    ++tree.submissions;
  }
  tree.command = fmt::format("java -jar jplag.jar -l cpp -p cpp,h,hpp -bc {0}/base -r {0}/result {0}/submissions", folder.string());
  return tree;
}

}  // namespace wirelab::classroom
