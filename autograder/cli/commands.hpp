// The commands of wirelab. Each adds itself to the command line and gives the exit status when it is the one that was asked for.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace wirelab {

/// 0 full marks, 1 graded and not full, 2 usage, 3 the grader or the machine failed.
enum ExitStatus { full_marks = 0, not_full_marks = 1, wrong_usage = 2, fault = 3 };

using Command = std::function<int()>;

void add_grade(CLI::App& app, Command& chosen);
void add_draw(CLI::App& app, Command& chosen);
void add_hint(CLI::App& app, Command& chosen);
void add_list(CLI::App& app, Command& chosen);
void add_package(CLI::App& app, Command& chosen);
void add_doctor(CLI::App& app, Command& chosen);
void add_watch(CLI::App& app, Command& chosen);
void add_class(CLI::App& app, Command& chosen);

}  // namespace wirelab
