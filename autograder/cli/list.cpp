// wirelab list

#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"

namespace wirelab {
namespace {

int run(bool names_only) {
  const auto places = find_places();
  for (const auto& name : lab_names(places.labs)) {
    if (names_only) {
      std::cout << name << "\n";
      continue;
    }
    const auto lab = load_lab(places.labs / name);
    std::cout << fmt::format("{:<28} {:<32} {:>2} requirements, {:>3} points\n", lab.name, lab.title, lab.requirements.size(),
                             lab.max_score());
  }
  return full_marks;
}

}  // namespace

void add_list(CLI::App& app, Command& chosen) {
  auto names_only = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("list", "the labs that there are");
  command->add_flag("--names", *names_only, "only their names");
  command->callback([names_only, &chosen] { chosen = [names_only] { return run(*names_only); }; });
}

}  // namespace wirelab
