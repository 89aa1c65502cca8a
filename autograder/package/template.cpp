#include "package/template.hpp"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "report/whole_file.hpp"

namespace wirelab::package {
namespace {

namespace fs = std::filesystem;

std::string filled(std::string text, const Words& words) {
  for (const auto& [word, value] : words) {
    const auto mark = "@" + word + "@";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

}  // namespace

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream.is_open() || stream.bad()) throw GraderFault("cannot read " + file.string());
  return text;
}

void make_empty_folder(const fs::path& destination) {
  std::error_code error;
  if (fs::exists(destination) && (!fs::is_directory(destination) || !fs::is_empty(destination, error)))
    throw UsageError(fmt::format("{} is there already; name a folder that is new or empty", destination.string()));
  fs::create_directories(destination, error);
  if (error) throw GraderFault(fmt::format("cannot make the folder {}: {}", destination.string(), error.message()));
}

void copy_template(const fs::path& folder, const fs::path& destination, const Words& words) {
  if (!fs::is_directory(folder))
    throw GraderFault(fmt::format("there is no {}; is wirelab installed completely?", folder.string()));
  fs::create_directories(destination);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto place = destination / entry.path().lexically_relative(folder);
    if (entry.is_directory()) {
      fs::create_directories(place);
      continue;
    }
    write_whole_file(place, filled(read_text(entry.path()), words));
    fs::permissions(place, entry.status().permissions());
  }
}

void check_grader(const fs::path& deb) {
  if (deb.extension() != ".deb" || !fs::is_regular_file(deb))
    throw UsageError(fmt::format("{} is no package of wirelab; 'make package' makes one", deb.string()));
  if (!read_text(deb).starts_with("!<arch>\ndebian-binary")) throw UsageError(fmt::format("{} is no Debian package", deb.string()));
}

void copy_grader(const fs::path& deb, const fs::path& destination) {
  check_grader(deb);
  write_whole_file(destination, read_text(deb));
}

}  // namespace wirelab::package
