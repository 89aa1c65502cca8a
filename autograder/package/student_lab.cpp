#include "package/student_lab.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "model/fault.hpp"
#include "model/places.hpp"
#include "package/template.hpp"
#include "report/visibility.hpp"
#include "report/whole_file.hpp"

namespace wirelab::package {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view for_reading =
    "# What this lab asks for. For reading: the grader that is installed has a copy of its own, and a change here has no effect.\n"
    "# needs: a requirement is \"not reached\", and not failed, when one that it needs was not met.\n\n";

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

/// The same words, however lines are broken, marks are set, and sentences begin. Letters of other alphabets are UTF-8, and stay.
std::string letters_of(const std::string& text) {
  std::string out;
  for (const char character : text) {
    if (static_cast<unsigned char>(character) >= 0x80) out += character;
    if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')) out += character;
    if (character >= 'A' && character <= 'Z') out += static_cast<char>(character - 'A' + 'a');
  }
  return out;
}

/// The first requirement of LAB that TEXT names, or tells in its own words, and students may not see, or nullptr.
const Requirement* told_by(const std::string& text, const Lab& lab) {
  const auto letters = letters_of(text);
  const auto told = std::ranges::find_if(lab.requirements, [&text, &letters](const Requirement& requirement) {
    if (is_shown(requirement)) return false;
    const auto says = letters_of(requirement.says);
    // What is said of it in other words mostly names it: "R11 resets while you write".
    return (!says.empty() && letters.find(says) != std::string::npos) ||
           std::regex_search(text, std::regex("\\b" + requirement.id + "\\b"));
  });
  return told == lab.requirements.end() ? nullptr : &*told;
}

/// What students get of LAB beside its lab.toml, where it is there.
std::vector<fs::path> texts_of(const Lab& lab, const fs::path& labs, const fs::path& handouts) {
  std::vector<fs::path> files;
  // Only what lab.toml names: whatever else lies there is somebody's own.
  for (const auto& program : lab.programs) files.push_back(labs / lab.name / (program + ".cpp"));
  if (const auto handout = handouts / (lab.name + ".md"); fs::exists(handout)) files.push_back(handout);
  return files;
}

/// The first requirement of LAB that students may not see and that PROGRAM has a check of, or nullptr. Whoever has a checks program
/// can run each of its checks by hand; CHECK(R11, Name) leaves the name of a class, R11_Name, in it.
const Requirement* checked_by(const std::string& program, const Lab& lab) {
  const auto checked = std::ranges::find_if(lab.requirements, [&program](const Requirement& requirement) {
    const std::regex name_of_a_class("[0-9]" + requirement.id + "_\\w+_Test");
    return !is_shown(requirement) && std::regex_search(program, name_of_a_class);
  });
  return checked == lab.requirements.end() ? nullptr : &*checked;
}

/// TEXT of a handout as it is read where wirelab is installed and not built.
std::string with_wirelab_installed(std::string text) {
  constexpr std::string_view built = "build/bin/wirelab";
  for (auto at = text.find(built); at != std::string::npos; at = text.find(built, at)) text.replace(at, built.size(), "wirelab");
  return text;
}

}  // namespace

std::string student_lab_toml(const Lab& lab) {
  auto out = fmt::format("{}title = {}\nprograms = {}\n", for_reading, quoted(lab.title), list(lab.programs));
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

void check_student_lab(const fs::path& labs, const fs::path& handouts, const std::string& name) {
  const auto lab = load_lab(labs / name);
  for (const auto& file : texts_of(lab, labs, handouts))
    if (const auto* told = told_by(read_text(file), lab))
      throw UsageError(fmt::format("{} tells {} of {}, which students are not to see ({}); take out there what speaks of it",
                                   file.string(), told->id, name, to_string(told->visibility)));
}

void check_student_grader(const fs::path& labs, const fs::path& deb, const fs::path& unpacked) {
  const auto share = unpacked / "usr" / "share" / "wirelab";
  if (!fs::is_directory(share / "labs")) throw UsageError(fmt::format("{} is no package of wirelab", deb.string()));
  const auto ours = lab_names(labs);
  for (const auto& name : lab_names(share / "labs")) {
    const auto theirs = load_lab(share / "labs" / name);
    auto text = read_text(share / "labs" / name / "lab.toml");
    for (const auto& requirement : theirs.requirements) text += requirement.says;  // as it is read, without what TOML escapes
    for (const auto& file : texts_of(theirs, share / "labs", share / "handouts")) text += read_text(file);
    const auto* told = told_by(text, theirs);
    const auto lab = std::ranges::find(ours, name) == ours.end() ? theirs : load_lab(labs / name);
    if (told == nullptr) told = told_by(text, lab);
    if (told != nullptr)
      throw UsageError(fmt::format("{} tells {} of {}, which students are not to see ({}); make the package in a tree without it",
                                   deb.string(), told->id, name, to_string(told->visibility)));
    Places places;
    places.checks = unpacked / "usr" / "lib" / "wirelab" / "checks";
    const auto program = checks_program(places, name);
    if (!fs::exists(program)) continue;
    const auto bytes = read_text(program);
    const auto* checked = checked_by(bytes, theirs);
    if (checked == nullptr) checked = checked_by(bytes, lab);
    if (checked != nullptr)
      throw UsageError(
          fmt::format("{} can check {} of {}, which students are not to see ({}); make the package in a tree without its check",
                      deb.string(), checked->id, name, to_string(checked->visibility)));
  }
}

void copy_student_lab(const fs::path& labs, const fs::path& handouts, const std::string& name, const fs::path& destination) {
  check_student_lab(labs, handouts, name);
  const auto lab = load_lab(labs / name);
  const auto folder = destination / "labs" / name;
  fs::create_directories(folder);
  fs::create_directories(destination / "handouts");
  for (const auto& file : texts_of(lab, labs, handouts)) {
    if (file.extension() == ".md")
      write_whole_file(destination / "handouts" / file.filename(), with_wirelab_installed(read_text(file)));
    else
      write_whole_file(folder / file.filename(), read_text(file));
  }
  write_whole_file(folder / "lab.toml", student_lab_toml(lab));
}

}  // namespace wirelab::package
