#include <cstring>
#include <iostream>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/complaint.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"

namespace {

/// The command line may hold a seed, and /proc/PID/cmdline is open to all, a program that is graded among them.
void forget_command_line(int argc, char** argv) {
  for (int index = 2; index < argc; ++index) std::memset(argv[index], 0, std::strlen(argv[index]));
}

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
  add_class(app, chosen);
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
  forget_command_line(argc, argv);
  try {
    return chosen();
  } catch (const UsageError& error) {
    std::cerr << complaint_of(error);
    return wrong_usage;
  } catch (const std::exception& error) {
    std::cerr << complaint_of(error);
    return fault;
  }
}
