#include "model/places.hpp"

#include <algorithm>
#include <utility>

#include "model/fault.hpp"

namespace wirelab {

namespace {

std::filesystem::path bin_folder() {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return folder.filename() == "checks" || folder.filename() == "tests" ? folder.parent_path() : folder;
}

std::filesystem::path libraries() { return bin_folder().parent_path() / "lib" / "wirelab"; }

}  // namespace

Places find_places() {
  namespace fs = std::filesystem;
  const auto bin = bin_folder();
  // BUILD/bin in a source tree, PREFIX/bin after an installation.
  const auto tree = bin.parent_path().parent_path();
  const auto installed = bin.parent_path() / "share" / "wirelab";
  for (const auto& [root, bugs] : {std::pair{tree, tree / "autograder" / "diagnosis"}, std::pair{installed, installed}})
    if (fs::is_directory(root / "labs")) return {root / "labs", root / "solutions", bin / "checks", bugs / "bugs.toml"};
  throw GraderFault("cannot find the folder labs beside " + bin.string() + " (was the program moved out of its build folder?)");
}

std::filesystem::path checks_program(const Places& places, const std::string& lab) {
  auto name = lab;
  std::ranges::replace(name, '-', '_');
  return places.checks / name;
}

std::filesystem::path find_shim() { return libraries() / "shim.so"; }

std::filesystem::path find_capture() { return libraries() / "capture.so"; }

}  // namespace wirelab
