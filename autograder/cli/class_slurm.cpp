// wirelab class slurm RUN --nodes N

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "classroom/roster.hpp"
#include "classroom/slurm.hpp"
#include "cli/audience.hpp"
#include "cli/class.hpp"
#include "model/places.hpp"

namespace wirelab {
namespace {

using namespace classroom;

struct Arguments {
  std::string run;
  std::size_t nodes = 1;
  std::vector<std::string> sbatch;
  std::string stage;
  bool print = false;
};

Lab lab_of(const RunFolder& folder) {
  const auto places = find_places();
  return load_lab(places.labs / resolve_lab_name(folder.read_settings().lab, lab_names(places.labs)));
}

int run(const Arguments& arguments) {
  const RunFolder folder(arguments.run);
  readers_at(arguments.stage, lab_of(folder));  // the second job cannot ask
  const auto students = read_roster(folder.roster()).size();
  const auto plan = plan_slurm(folder, students, arguments.nodes, std::filesystem::read_symlink("/proc/self/exe"), arguments.sbatch,
                               arguments.stage);
  if (arguments.print) {
    std::cout << plan.array_script << "\n" << plan.collect_script;
    return full_marks;
  }
  const auto [array, collect] = submit(folder, plan);
  std::cout << fmt::format("job {}: {} shards of {} submissions; job {} collects\n", array, plan.shards, students, collect);
  return full_marks;
}

}  // namespace

void add_class_slurm(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("slurm", "grade on the nodes of a cluster, as a job array of Slurm");
  command->add_option("RUN", arguments->run, "the folder that 'class init' made; every node must see it")->required();
  command->add_option("--nodes", arguments->nodes, "on at most so many at a time")->required()->check(CLI::Range(1, 1000));
  command->add_option("--sbatch", arguments->sbatch, "one more option for both jobs, as --sbatch=--partition=long; several times");
  command->add_option("--stage", arguments->stage,
                      "of the report that is made at the end, as of 'class report'; must be given where that asks for it");
  command->add_flag("--print", arguments->print, "show the scripts, and submit nothing");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
