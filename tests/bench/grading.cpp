#include "grading.hpp"

#include "model/fault.hpp"
#include "runner/grade.hpp"

namespace wirelab::bench {

BuiltLab::BuiltLab(const std::string& lab, const std::filesystem::path& submission)
    : places_(find_places()), lab_(load_lab(places_.labs / lab)) {
  const auto build = build_programs(find_sources(lab_, submission), Isolation::namespaces, folder_.path());
  if (!build.ok) throw GraderFault(build.diagnostics);
}

Result BuiltLab::grade() const { return grade_built(lab_, checks_program(places_, lab_.name), programs(), {}); }

Result grade_folder(const std::string& lab, const std::filesystem::path& folder) {
  const auto places = find_places();
  return grade_built(load_lab(places.labs / lab), checks_program(places, lab), folder, {});
}

}  // namespace wirelab::bench
