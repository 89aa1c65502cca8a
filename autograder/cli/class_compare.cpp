// wirelab class compare RUN_A RUN_B

#include <iostream>
#include <memory>
#include <string>

#include "classroom/compare.hpp"
#include "cli/class.hpp"

namespace wirelab {
namespace {

using namespace classroom;

struct Arguments {
  std::string before;
  std::string after;
};

int run(const Arguments& arguments) {
  const RunFolder before(arguments.before);
  const RunFolder after(arguments.after);
  std::cout << to_string(compare_runs(before, after)) << std::flush;
  return full_marks;
}

}  // namespace

void add_class_compare(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("compare", "whose grade has moved between two runs, by which requirement, and why");
  command->add_option("RUN_A", arguments->before, "the earlier run")->required();
  command->add_option("RUN_B", arguments->after, "the later run")->required();
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
