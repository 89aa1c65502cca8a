#include "package/student_lab.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "model/fault.hpp"
#include "package/template.hpp"
#include "report/visibility.hpp"
#include "report/whole_file.hpp"

namespace wirelab::package {
namespace {

namespace fs = std::filesystem;

bool is_shown(const Requirement& requirement) { return may_see(Audience::student, to_string(requirement.visibility)); }

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

std::string list(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + quoted(word);
  return "[" + out + "]";
}

/// The same words, however lines are broken and marks are set.
std::string letters_of(const std::string& text) {
  std::string out;
  for (const char character : text)
    if ((character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9'))
      out += character;
  return out;
}

void refuse_what_tells(const Lab& lab, const fs::path& file) {
  const auto letters = letters_of(read_text(file));
  for (const auto& requirement : lab.requirements)
    if (!is_shown(requirement) && letters.find(letters_of(requirement.says)) != std::string::npos)
      throw UsageError(fmt::format("{} tells {} of {}, which students are not to see ({}); take it out there", file.string(),
                                   requirement.id, lab.name, to_string(requirement.visibility)));
}

void copy_file(const Lab& lab, const fs::path& file, const fs::path& destination) {
  refuse_what_tells(lab, file);
  write_whole_file(destination, read_text(file));
}

}  // namespace

std::string student_lab_toml(const Lab& lab) {
  auto out = fmt::format("title = {}\nprograms = {}\n", quoted(lab.title), list(lab.programs));
  for (const auto& build : lab.second_builds)
    out += fmt::format("\n[[second_build]]\nname = {}\nof = {}\nflags = {}\n", quoted(build.name), quoted(build.of),
                       list(build.flags));
  std::set<std::string> shown;
  for (const auto& requirement : lab.requirements) {
    if (!is_shown(requirement)) continue;
    shown.insert(requirement.id);
    auto needs = requirement.needs;
    std::erase_if(needs, [&shown](const std::string& id) { return !shown.contains(id); });
    out += fmt::format("\n[[requirement]]\nid = {}\npoints = {}\nneeds = {}\nsays = {}\n", quoted(requirement.id),
                       requirement.points, list(needs), quoted(requirement.says));
  }
  return out;
}

void copy_student_lab(const fs::path& labs, const fs::path& handouts, const std::string& name, const fs::path& destination) {
  const auto lab = load_lab(labs / name);
  const auto folder = destination / "labs" / name;
  fs::create_directories(folder);
  fs::create_directories(destination / "handouts");
  // Only what lab.toml names: whatever else lies there is somebody's own.
  for (const auto& program : lab.programs) copy_file(lab, labs / name / (program + ".cpp"), folder / (program + ".cpp"));
  if (std::ranges::all_of(lab.requirements, is_shown))
    write_whole_file(folder / "lab.toml", read_text(labs / name / "lab.toml"));
  else
    write_whole_file(folder / "lab.toml", student_lab_toml(lab));
  if (const auto handout = handouts / (name + ".md"); fs::exists(handout))
    copy_file(lab, handout, destination / "handouts" / (name + ".md"));
}

}  // namespace wirelab::package
