// wirelab class init RUN --lab LAB FROM...

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "classroom/intake.hpp"
#include "classroom/run_folder.hpp"
#include "cli/class.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab {
namespace {

namespace fs = std::filesystem;
using namespace classroom;

struct Arguments {
  std::string run;
  std::string lab;
  std::vector<std::string> from;
  std::string seed;
  std::string layout;
  std::string patterns;
  double time_scale = 1;
  bool update = false;
  bool dry_run = false;
  bool allow_bare = false;
};

/// What the instructor has added to the old roster stays where the new one knows nothing.
std::vector<Student> roster_of(const Intake& intake, const std::vector<Student>& before) {
  std::vector<Student> roster;
  for (const auto& arrived : intake.arrived) {
    roster.push_back(arrived.student);
    auto& student = roster.back();
    for (const auto& old : before) {
      if (old.id != student.id) continue;
      if (!old.name.empty()) student.name = old.name;
      if (!old.email.empty()) student.email = old.email;
      if (student.submitted_at.empty()) student.submitted_at = old.submitted_at;
    }
  }
  for (const auto& old : before)
    if (std::ranges::find(roster, old.id, &Student::id) == roster.end()) roster.push_back(old);
  return roster;
}

/// Those of the old submissions that did not come again stay.
void bring_along(const fs::path& from, const fs::path& to) {
  if (!fs::is_directory(from)) return;
  for (const auto& entry : fs::directory_iterator(from))
    if (!fs::exists(to / entry.path().filename()))
      fs::copy(entry.path(), to / entry.path().filename(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
}

int run(const Arguments& arguments) {
  const auto places = find_places();
  const auto lab = load_lab(places.labs / resolve_lab_name(arguments.lab, lab_names(places.labs)));
  const RunFolder target(arguments.run);
  if (target.exists() && !arguments.update && !arguments.dry_run)
    throw UsageError(fmt::format("{} is a run already; --update takes in what is new", target.path().string()));
  RunSettings settings{lab.name, std::random_device{}() % 1'000'000, arguments.time_scale, WIRELAB_VERSION};
  std::vector<Student> before;
  if (target.exists()) {
    settings = target.read_settings();
    if (settings.lab != lab.name) throw UsageError(fmt::format("{} is a run of {}", target.path().string(), settings.lab));
    before = read_roster(target.roster());
  }
  if (!arguments.seed.empty()) settings.seed = static_cast<std::uint32_t>(std::stoul(arguments.seed));

  IntakeOptions options;
  options.isolation = choose_isolation({Isolation::namespaces, arguments.allow_bare});
  for (const auto& source : arguments.from) options.from.push_back(fs::absolute(source));
  options.layouts = arguments.patterns.empty() ? usual_layouts() : read_layouts(arguments.patterns);
  options.layout = arguments.layout;
  if (options.isolation == Isolation::namespaces) prepare_for_boxes();

  const TemporaryFolder work;
  // All is put beside first: a run is not changed by half.
  const auto staging = arguments.dry_run ? work.path() / "run" : target.path() / "incoming";
  fs::remove_all(staging);
  fs::create_directories(staging / "submissions");
  fs::create_directory(work.path() / "download");
  Intake intake;
  try {
    intake = take_in(lab, staging, work.path() / "download", options);
  } catch (...) {
    fs::remove_all(staging);
    std::error_code not_empty;
    fs::remove(target.path(), not_empty);
    throw;
  }
  std::cout << intake_table(lab, intake);
  if (arguments.dry_run) {
    std::cout << "nothing was written: this was a dry run\n";
    return full_marks;
  }
  bring_along(target.submissions(), staging / "submissions");
  const auto outgoing = target.path() / "outgoing";
  fs::remove_all(outgoing);
  if (fs::exists(target.submissions())) fs::rename(target.submissions(), outgoing);
  fs::rename(staging / "submissions", target.submissions());
  fs::remove_all(staging);
  fs::remove_all(outgoing);
  write_whole_file(target.intake(), notes_of(intake).dump(1) + "\n");
  write_roster(target.roster(), roster_of(intake, before));
  target.write_settings(settings);
  std::cout << fmt::format("seed {}; now: wirelab class grade {}\n", settings.seed, arguments.run);
  return full_marks;
}

}  // namespace

void add_class_init(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("init", "make a run of what was handed in");
  command->add_option("RUN", arguments->run, "the folder that will hold all of it")->required();
  command->add_option("--lab", arguments->lab, "the lab: 3, lab03 or its full name")->required();
  command->add_option("FROM", arguments->from, "downloads of Canvas, Moodle or Gradescope; folders or archives, one a student")
      ->required();
  command->add_option("--seed", arguments->seed, "what every submission is graded with; default: drawn")
      ->check(CLI::Range(std::uint32_t{0}, std::uint32_t{4294967295}));
  command->add_option("--as", arguments->layout,
                      "canvas, moodle, gradescope, folders, or a layout of --patterns; default: found out");
  command->add_option("--patterns", arguments->patterns, "layouts of your own (docs/class.md)")->type_name("FILE");
  command->add_option("--time-scale", arguments->time_scale, "stretch every bound on time, for slow machines")
      ->check(CLI::Range(0.1, 100.0));
  command->add_flag("--update", arguments->update, "take more, or newer, submissions into a run that is there");
  command->add_flag("--dry-run", arguments->dry_run, "say what would be taken in, and write nothing");
  command->add_flag("--allow-bare", arguments->allow_bare, "unpack without isolation where there is none");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
