#include <iostream>

#include "cli/commands.hpp"
#include "model/fault.hpp"

int main(int argc, char** argv) {
  using namespace wirelab;
  CLI::App app("Socket labs that are graded on the wire", "wirelab");
  app.set_version_flag("--version", "wirelab " WIRELAB_VERSION);
  app.require_subcommand(1);
  Command chosen;
  add_grade(app, chosen);
  add_hint(app, chosen);
  add_list(app, chosen);
  add_doctor(app, chosen);
  add_class(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? full_marks : wrong_usage;
  }
  try {
    return chosen();
  } catch (const UsageError& error) {
    std::cerr << "wirelab: " << error.what() << "\n";
    return wrong_usage;
  } catch (const std::exception& error) {
    std::cerr << "wirelab: " << error.what() << "\n";
    return fault;
  }
}
