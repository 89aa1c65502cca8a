// wirelab draw LAB REQUIREMENT...: for the handouts, which are drawn from what the references really do.

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "report/sequence.hpp"
#include "runner/grade.hpp"

namespace wirelab {
namespace {

struct Arguments {
  std::string lab;
  std::vector<std::string> requirements;
  std::string path;
};

int run(const Arguments& arguments) {
  const auto places = find_places();
  const auto lab = load_lab(places.labs / resolve_lab_name(arguments.lab, lab_names(places.labs)));
  GradeOptions options;  // with its own seed: the same words in every drawing
  options.only.insert(arguments.requirements.begin(), arguments.requirements.end());
  const auto submission =
      std::filesystem::absolute(arguments.path.empty() ? places.solutions / lab.name : std::filesystem::path(arguments.path));
  options.isolation = choose_isolation({});
  if (options.isolation == Isolation::namespaces) prepare_for_boxes();
  const auto result = grade(lab, checks_program(places, lab.name), submission, options);
  for (const auto& check : result.checks) {
    if (check.outcome != Outcome::pass && options.only.contains(check.id))
      throw GraderFault(fmt::format("{} of {} cannot be drawn: {}", check.id, submission.string(), words_of(check.outcome)));
    if (options.only.contains(check.id)) std::cout << fmt::format("== {}\n{}", check.id, sequence_of(check.timeline));
  }
  std::cout << std::flush;
  if (!std::cout) throw GraderFault("cannot write to standard output");
  return full_marks;
}

}  // namespace

void add_draw(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("draw", "the conversations of requirements that are met, as handouts draw them");
  command->add_option("LAB", arguments->lab, "the lab: 3, lab03 or its full name")->required();
  command->add_option("REQUIREMENT", arguments->requirements, "R10; several draw several")->required();
  command->add_option("--submission", arguments->path, "a source file or a folder; default: the reference");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
