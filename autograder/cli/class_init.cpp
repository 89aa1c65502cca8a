// wirelab class init RUN --lab LAB FROM...

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "classroom/intake.hpp"
#include "classroom/run_folder.hpp"
#include "classroom/run_lock.hpp"
#include "classroom/staging.hpp"
#include "classroom/update.hpp"
#include "cli/class.hpp"
#include "cli/left_overs.hpp"
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
  std::optional<std::uint32_t> seed;
  std::string layout;
  std::string patterns;
  std::optional<double> time_scale;
  bool update = false;
  bool dry_run = false;
  bool allow_bare = false;
};

std::vector<Student> students_of(const Intake& intake) {
  std::vector<Student> students;
  for (const auto& arrived : intake.arrived) students.push_back(arrived.student);
  return students;
}

void refuse_overlaps(const RunFolder& run, const std::vector<fs::path>& from) {
  for (const auto& source : from) {
    if (is_replaced(run, source))
      throw UsageError(fmt::format("{} lies in what is replaced in {}: copy it elsewhere", source.string(), run.path().string()));
    if (lies_in(run.path(), source))
      throw UsageError(fmt::format("{} lies in {}: put the run elsewhere", run.path().string(), source.string()));
  }
}

int run(const Arguments& arguments) {
  const auto places = find_places();
  const auto lab = load_lab(places.labs / resolve_lab_name(arguments.lab, lab_names(places.labs)));
  const RunFolder target(arguments.run);
  IntakeOptions options;
  for (const auto& source : arguments.from) options.from.push_back(fs::absolute(source));
  refuse_overlaps(target, options.from);
  refuse_foreign_files(target);

  const LeftOvers left_overs;
  const bool there = target.exists();
  if (there && !arguments.update && !arguments.dry_run)
    throw UsageError(fmt::format("{} is a run already; --update takes in what is new", target.path().string()));
  std::optional<RunLock> nobody_grades;  // not a part of it either
  if (there && !arguments.dry_run) nobody_grades.emplace(target.path(), "", fs::temp_directory_path());
  std::optional<Staging> staging;
  if (!arguments.dry_run) staging.emplace(target);
  auto settings = there ? target.read_settings() : RunSettings{lab.name, std::random_device{}() % 1'000'000, 1, WIRELAB_VERSION};
  if (settings.lab != lab.name) throw UsageError(fmt::format("{} is a run of {}", target.path().string(), settings.lab));
  if (arguments.seed) settings.seed = *arguments.seed;
  if (arguments.time_scale) settings.time_scale = *arguments.time_scale;

  options.isolation = choose_isolation({Isolation::namespaces, arguments.allow_bare});
  options.layouts = arguments.patterns.empty() ? usual_layouts() : read_layouts(arguments.patterns);
  options.layout = arguments.layout;
  if (options.isolation == Isolation::namespaces) prepare_for_boxes();

  const TemporaryFolder work;
  fs::create_directory(work.path() / "download");
  const RunFolder next = staging ? staging->next() : RunFolder(work.path() / "run");
  fs::create_directories(next.submissions());
  auto intake = take_in(lab, next.path(), work.path() / "download", options);
  Update update;
  if (there) update = update_run(lab, target, next, intake);
  std::cout << intake_table(lab, intake);
  for (const auto& line : update.lines) std::cout << line << "\n";
  if (!staging) {
    std::cout << "nothing was written: this was a dry run\n";
    return full_marks;
  }
  write_whole_file(next.intake(), (there ? update.notes : notes_of(intake)).dump(1) + "\n");
  if (there)
    write_whole_file(next.roster(), updated_roster(target.roster(), update.students));
  else
    write_roster(next.roster(), students_of(intake));
  next.write_settings(settings);
  staging->publish();
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
  command->add_option("--seed", arguments->seed, "what every submission is graded with; default: drawn");
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
