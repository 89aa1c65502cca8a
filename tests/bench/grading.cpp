#include "grading.hpp"

#include <memory>

#include <fmt/format.h>

#include "bare.hpp"
#include "diagnosis/bugs.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"
#include "runner/grade.hpp"

namespace wirelab::bench {
namespace {

GradeOptions with_names(const Places& places) {
  GradeOptions options;
  options.bugs = std::make_shared<const diagnosis::Bugs>(diagnosis::Bugs::read(places.bugs));
  return options;
}

}  // namespace

BuiltLab::BuiltLab(const std::string& lab, const std::filesystem::path& submission)
    : places_(find_places()), lab_(load_lab(places_.labs / lab)) {
  const auto build = build_programs(find_sources(lab_, submission), Isolation::namespaces, folder_.path());
  if (!build.ok) throw GraderFault(build.diagnostics);
}

Result BuiltLab::grade() const { return grade_built(lab_, checks(), programs(), {}); }

Result BuiltLab::grade_and_name() const {
  // Read each time, as by each `wirelab grade`.
  return grade_built(lab_, checks(), programs(), with_names(places_));
}

std::string compile_in_a_box(const std::string& lab) {
  const auto places = find_places();
  const TemporaryFolder folder;
  const auto reference = places.labs.parent_path() / "solutions" / lab;
  const auto build = build_programs(find_sources(load_lab(places.labs / lab), reference), Isolation::namespaces, folder.path());
  if (!build.ok) throw GraderFault(build.diagnostics);
  return build.command;
}

void compile_bare(const std::string& lab, const std::string& command) {
  const TemporaryFolder folder;
  auto bare = command;
  bare.insert(bare.find(" -o ") + 4, folder.path().string() + "/");
  const auto reference = find_places().labs.parent_path() / "solutions" / lab;
  wait_for(spawn("/bin/sh", {"-c", fmt::format("cd {} && exec {} -g0", shell_word(reference.string()), bare)}));
}

Result grade_folder(const std::string& lab, const std::filesystem::path& folder) {
  const auto places = find_places();
  return grade_built(load_lab(places.labs / lab), checks_program(places, lab), folder, with_names(places));
}

}  // namespace wirelab::bench
