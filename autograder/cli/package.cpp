// wirelab package starter DIR [--lab LAB]... | gradescope LAB TARGET | autolab LAB TARGET | prairielearn LAB TARGET

#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "package/packages.hpp"
#include "process/build.hpp"

namespace wirelab {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string lab;
  std::vector<std::string> labs;
  std::string target;
  std::string deb;
  std::string image = "ORGANISATION/wirelab";
};

int starter(const Arguments& arguments) {
  const auto places = find_places();
  const auto all = lab_names(places.labs);
  std::set<std::string> names;  // in their order, and each once
  for (const auto& lab : arguments.labs) names.insert(resolve_lab_name(lab, all));
  if (names.empty()) names.insert(all.begin(), all.end());
  const TemporaryFolder scratch;
  package::make_starter(places, {names.begin(), names.end()}, arguments.deb, scratch.path(), arguments.target);
  std::cout << fmt::format("{}: the repository for students\n", arguments.target);
  if (arguments.deb.empty())
    std::cout << "the grader is not in it: put the package that 'make package' makes into its folder grader\n";
  return full_marks;
}

using Make = void (*)(const Places&, const Lab&, const Arguments&, const fs::path&);

void gradescope(const Places& places, const Lab& lab, const Arguments& arguments, const fs::path& folder) {
  package::make_gradescope(places, lab, arguments.deb, folder);
}

void autolab(const Places& places, const Lab& lab, const Arguments& arguments, const fs::path& folder) {
  package::make_autolab(places, lab, arguments.deb, folder);
}

void prairielearn(const Places& places, const Lab& lab, const Arguments& arguments, const fs::path& folder) {
  package::make_prairielearn(places, lab, arguments.deb, arguments.image, folder);
}

int platform(const Arguments& arguments, Make make) {
  const auto places = find_places();
  const auto lab = load_lab(places.labs / resolve_lab_name(arguments.lab, lab_names(places.labs)));
  const fs::path target(arguments.target);
  if (target.extension() != ".zip" && target.extension() != ".tar") {
    make(places, lab, arguments, target);
  } else {
    const TemporaryFolder folder;
    make(places, lab, arguments, folder.path() / "content");
    package::archive(folder.path() / "content", target);
  }
  std::cout << fmt::format("{}: {}\n", arguments.target, lab.name);
  return full_marks;
}

void add_platform(CLI::App& package, Command& chosen, const std::string& name, const std::string& what, Make make) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = package.add_subcommand(name, what);
  command->add_option("LAB", arguments->lab, "the lab: 3, lab03 or its full name")->required();
  command->add_option("TARGET", arguments->target, "a new folder, or a file NAME.zip or NAME.tar")->required();
  command->add_option("--deb", arguments->deb, "the package of the grader, which 'make package' makes")
      ->required()
      ->type_name("FILE");
  if (make == prairielearn) command->add_option("--image", arguments->image, "the name under which you will publish the image");
  command->callback([arguments, make, &chosen] { chosen = [arguments, make] { return platform(*arguments, make); }; });
}

}  // namespace

void add_package(CLI::App& app, Command& chosen) {
  auto* package = app.add_subcommand("package", "what students clone, and what a platform is given");
  package->require_subcommand(1);
  auto arguments = std::make_shared<Arguments>();
  auto* command = package->add_subcommand("starter", "the repository that students clone: labs, handouts, and what grades them");
  command->add_option("DIR", arguments->target, "a new folder")->required();
  command->add_option("--lab", arguments->labs, "only this lab (3, lab03); may be given several times; default: all")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--deb", arguments->deb, "the package of the grader, which 'make package' makes")->type_name("FILE");
  command->callback([arguments, &chosen] { chosen = [arguments] { return starter(*arguments); }; });
  add_platform(*package, chosen, "gradescope", "an autograder for Gradescope", gradescope);
  add_platform(*package, chosen, "autolab", "an assessment for Autolab", autolab);
  add_platform(*package, chosen, "prairielearn", "a question for PrairieLearn, and the image that grades it", prairielearn);
}

}  // namespace wirelab
