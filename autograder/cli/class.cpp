#include "cli/class.hpp"

namespace wirelab {

void add_class(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("class", "a whole class: take in, grade, compare, give back");
  command->require_subcommand(1);
  add_class_init(*command, chosen);
  add_class_grade(*command, chosen);
  add_class_export(*command, chosen);
  add_class_compare(*command, chosen);
  add_class_report(*command, chosen);
  add_class_slurm(*command, chosen);
}

}  // namespace wirelab
