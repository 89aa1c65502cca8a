// wirelab hint LAB REQUIREMENT [LEVEL]

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/memory.hpp"
#include "diagnosis/bugs.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "report/terminal.hpp"

namespace wirelab {
namespace {

struct Arguments {
  std::string lab;
  std::string requirement;
  int level = 0;
};

/// Who says it in his own words first gets more out of a hint. It is not judged, and may be skipped. Nobody is asked who could
/// not see the question or not answer it.
void ask_for_a_thought(Memory& memory, const std::string& requirement, const std::string& bug) {
  if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) return;
  std::cout << "What do you think happens? One sentence is enough; Enter skips it.\n> " << std::flush;
  std::string thought;
  const bool answered = static_cast<bool>(std::getline(std::cin, thought));
  if (answered && !thought.empty()) memory.keep_thought(requirement, bug, thought);
  if (!answered || !thought.empty()) std::cout << "\n";  // after Ctrl-D the hint would stand behind the prompt
}

int run(const Arguments& arguments) {
  const auto places = find_places();
  const auto lab = load_lab(places.labs / resolve_lab_name(arguments.lab, lab_names(places.labs)));
  if (lab.find(arguments.requirement) == nullptr)
    throw UsageError(fmt::format("{} has no requirement {}", lab.name, arguments.requirement));
  const auto short_name = lab.name.substr(0, lab.name.find('-'));
  const auto style = TerminalStyle::of_standard_output();
  Memory memory(lab.name);
  if (!memory.knows_any())
    throw UsageError(fmt::format("{} has not been graded yet: {} grade {}", lab.name, style.program, short_name));
  const auto id = memory.bug_of(arguments.requirement);
  if (id.empty()) {
    std::cout << (memory.was_met(arguments.requirement) ? fmt::format("{} was met in the last run.\n", arguments.requirement)
                                                        : fmt::format("In the last run no bug was recognised for {}. The report "
                                                                      "says what was seen; --show {} draws the conversation.\n",
                                                                      arguments.requirement, arguments.requirement));
    return full_marks;
  }
  const auto bugs = diagnosis::Bugs::read(places.bugs);
  const auto* bug = bugs.find(id);
  if (bug == nullptr) throw GraderFault(fmt::format("{} has no entry {}", places.bugs.string(), id));
  const int rungs = static_cast<int>(bug->hints.size());
  const int told = memory.hints_told(arguments.requirement, id);
  const int level = arguments.level > 0 ? arguments.level : std::min(told + 1, rungs);
  const bool is_new = level > told;
  if (is_new) ask_for_a_thought(memory, arguments.requirement, id);
  std::cout << terminal_hint(lab.name, arguments.requirement, id, bug->name, bug->hints.at(static_cast<std::size_t>(level - 1)),
                             level, rungs, style)
            << std::flush;
  memory.keep_hints_told(arguments.requirement, id, std::max(told, level));
  return full_marks;
}

}  // namespace

void add_hint(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("hint", "the next hint about the bug that was recognised in the last run");
  command->add_option("LAB", arguments->lab, "the lab: 3, lab03 or its full name")->required();
  command->add_option("REQUIREMENT", arguments->requirement, "the requirement that is not met: R08")->required();
  command->add_option("LEVEL", arguments->level, "1: a question; 2: the concept; 3: a comparison. Default: the next one")
      ->check(CLI::Range(1, 3));
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
