// wirelab class ...: each subcommand adds itself, as in commands.hpp.
#pragma once

#include "cli/commands.hpp"

namespace wirelab {

void add_class_init(CLI::App& app, Command& chosen);
void add_class_grade(CLI::App& app, Command& chosen);
void add_class_export(CLI::App& app, Command& chosen);
void add_class_compare(CLI::App& app, Command& chosen);
void add_class_report(CLI::App& app, Command& chosen);
void add_class_slurm(CLI::App& app, Command& chosen);

}  // namespace wirelab
