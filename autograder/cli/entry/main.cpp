#include <iostream>
#include <sstream>

#include "cli/commands.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"

namespace {

/// What was given on the command line is part of it, and may hold anything.
void complain(const std::exception& error) { std::cerr << "wirelab: " << wirelab::printable(error.what()) << "\n"; }

}  // namespace

int main(int argc, char** argv) {
  using namespace wirelab;
  CLI::App app("Socket labs that are graded on the wire", "wirelab");
  app.set_version_flag("--version", "wirelab " WIRELAB_VERSION);
  app.require_subcommand(1);
  Command chosen;
  add_grade(app, chosen);
  add_hint(app, chosen);
  add_watch(app, chosen);
  add_list(app, chosen);
  add_package(app, chosen);
  add_draw(app, chosen);
  add_doctor(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream help;
    std::ostringstream complaint;
    const bool asked_for_help = app.exit(error, help, complaint) == 0;
    std::cout << help.str();
    std::cerr << printable(complaint.str());
    return asked_for_help ? full_marks : wrong_usage;
  }
  try {
    return chosen();
  } catch (const UsageError& error) {
    complain(error);
    return wrong_usage;
  } catch (const std::exception& error) {
    complain(error);
    return fault;
  }
}
