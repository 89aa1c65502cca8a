#include "model/places.hpp"

#include <algorithm>

#include "model/fault.hpp"

namespace wirelab {

Places find_places() {
  namespace fs = std::filesystem;
  auto bin = fs::read_symlink("/proc/self/exe").parent_path();
  if (bin.filename() == "checks") bin = bin.parent_path();
  // BUILD/bin in a source tree, PREFIX/bin after an installation.
  for (const auto& root : {bin.parent_path().parent_path(), bin.parent_path() / "share" / "wirelab"})
    if (fs::is_directory(root / "labs")) return {root / "labs", root / "solutions", bin / "checks"};
  throw GraderFault("cannot find the folder labs beside " + bin.string() + " (was the program moved out of its build folder?)");
}

std::filesystem::path checks_program(const Places& places, const std::string& lab) {
  auto name = lab;
  std::ranges::replace(name, '-', '_');
  return places.checks / name;
}

}  // namespace wirelab
