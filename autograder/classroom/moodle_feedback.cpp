#include "classroom/moodle_feedback.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "classroom/utf8.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t longest_name = 120;  // bytes; a name of a file may have 255, and of the path of a file Windows takes 260

/// As Moodle writes it: an underscore is a blank. What not every file system takes is one, too.
std::string name_of_folder(const std::string& name) {
  if (!is_plain_text(name)) return {};
  std::string out;
  for (const char character : name) {
    const bool is_blank = character == ' ' || std::string_view(R"(_/\:*?"<>|)").find(character) != std::string_view::npos;
    if (is_blank && (out.empty() || out.back() == ' ')) continue;
    out += is_blank ? ' ' : character;
  }
  if (out.size() > longest_name) {
    auto end = longest_name;
    while ((static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;  // no character is cut in two
    out.resize(end);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char character) { return character >= '0' && character <= '9'; });
}

}  // namespace

std::string moodle_folder(const std::string& name, const std::string& number) {
  const auto shown = name_of_folder(name);
  return fmt::format("{}_{}_assignsubmission_file_", shown.empty() ? "Participant" : shown, number);
}

MoodleFeedback::MoodleFeedback(std::filesystem::path folder, const std::vector<Student>& students,
                               std::map<std::string, Origin> origins)
    : folder_(std::move(folder)), origins_(std::move(origins)) {
  std::filesystem::remove_all(folder_);
  for (const auto& student : students)
    if (const auto origin = origins_.find(student.id); origin != origins_.end() && origin->second.layout == "moodle")
      ++owners_[origin->second.number];
}

void MoodleFeedback::add(const Student& student, const std::string& page) {
  const auto origin = origins_.find(student.id);
  if (origin == origins_.end() || origin->second.layout != "moodle" || !is_number(origin->second.number)) return;
  if (owners_[origin->second.number] > 1) {
    shared_.push_back(student.id);
    return;
  }
  const auto folder = folder_ / moodle_folder(student.name, origin->second.number);
  std::filesystem::create_directories(folder);
  write_whole_file(folder / "report.html", page);
  ++pages_;
}

}  // namespace wirelab::classroom
