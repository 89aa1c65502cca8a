#include "model/places.hpp"

#include <algorithm>

#include "model/fault.hpp"

namespace wirelab {

namespace {

namespace fs = std::filesystem;

/// PREFIX of an installation (PREFIX/bin/wirelab, PREFIX/lib/wirelab/checks/...), or the build folder (BUILD/bin/wirelab,
/// BUILD/bin/checks/..., BUILD/bin/tests/...).
struct Home {
  fs::path folder;
  bool installed = false;
};

Home home() {
  auto folder = fs::read_symlink("/proc/self/exe").parent_path();
  if (folder.filename() == "checks" || folder.filename() == "tests") folder = folder.parent_path();
  folder = folder.parent_path();
  if (folder.filename() == "lib") folder = folder.parent_path();
  return {folder, fs::is_directory(folder / "share" / "wirelab" / "labs")};
}

/// The folder labs here, or of the nearest folder above that has one.
fs::path own_labs() {
  std::error_code error;
  const auto here = fs::current_path(error);
  for (auto folder = here;; folder = folder.parent_path()) {
    if (fs::is_directory(folder / "labs", error)) return folder / "labs";
    if (!folder.has_relative_path()) return here / "labs";
  }
}

}  // namespace

Places find_places() {
  const auto [folder, installed] = home();
  if (installed) {
    const auto share = folder / "share" / "wirelab";
    return {share / "labs",      own_labs(),         share / "solutions", folder / "lib" / "wirelab" / "checks",
            share / "bugs.toml", share / "handouts", share / "package"};
  }
  const auto tree = folder.parent_path();
  if (fs::is_directory(tree / "labs"))
    return {tree / "labs",
            tree / "labs",
            tree / "solutions",
            folder / "bin" / "checks",
            tree / "autograder" / "diagnosis" / "bugs.toml",
            tree / "handouts",
            tree / "autograder" / "package" / "files"};
  throw GraderFault("cannot find the folder labs beside " + folder.string() +
                    " (was the program moved out of its build folder or its installation?)");
}

std::filesystem::path checks_program(const Places& places, const std::string& lab) {
  auto name = lab;
  std::ranges::replace(name, '-', '_');
  return places.checks / name;
}

std::filesystem::path find_shim() { return home().folder / "lib" / "wirelab" / "shim.so"; }

std::filesystem::path find_capture() { return home().folder / "lib" / "wirelab" / "capture.so"; }

}  // namespace wirelab
