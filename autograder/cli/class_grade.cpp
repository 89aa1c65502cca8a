// wirelab class grade RUN

#include <signal.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "classroom/grade_class.hpp"
#include "cli/class.hpp"

namespace wirelab {
namespace {

using namespace classroom;

struct Arguments {
  std::string run;
  int jobs = 0;
  std::vector<std::string> only;
  std::string shard = "1/1";
  bool again = false;
  bool allow_bare = false;
};

/// As the signal would have ended us: who called us can tell.
[[noreturn]] void end_by(int signal) {
  ::signal(signal, SIG_DFL);
  raise(signal);
  _exit(128 + signal);
}

/// With --again all are graded, whatever a run that was stopped has done of it: then the same command does not go on.
std::string how_it_stands(ClassSummary summary, bool again) {
  const auto left = again ? std::exchange(summary.left, 0) : 0;
  auto text = to_string(summary);
  if (left > 0)
    text += fmt::format(
        "stopped; {} are left as they were: with --again it starts over, without it only what has changed is graded\n", left);
  return text;
}

int run(const Arguments& arguments) {
  const auto places = find_places();
  const RunFolder folder(arguments.run);
  const auto settings = folder.read_settings();
  ClassOptions options;
  options.jobs = arguments.jobs;
  options.only.insert(arguments.only.begin(), arguments.only.end());
  options.shard = parse_shard(arguments.shard);
  options.again = arguments.again;
  options.isolation = choose_isolation({Isolation::namespaces, arguments.allow_bare});
  if (options.isolation == Isolation::namespaces) prepare_for_boxes();
  std::cout << fmt::format("{}, seed {}, isolation {}\n", settings.lab, settings.seed, to_string(options.isolation)) << std::flush;
  Progress progress(std::cerr, isatty(STDERR_FILENO) == 1);
  const auto summary = grade_class(folder, places, options, progress);
  std::cout << how_it_stands(summary, arguments.again) << std::flush;
  if (summary.signal != 0) end_by(summary.signal);
  return summary.faults.empty() ? full_marks : fault;
}

}  // namespace

void add_class_grade(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("grade", "grade what has changed; stop it whenever you like, the same command goes on");
  command->add_option("RUN", arguments->run, "the folder that 'class init' made")->required();
  command->add_option("--jobs", arguments->jobs, "submissions at the same time")->check(CLI::Range(1, 256));
  command->add_option("--only", arguments->only, "only this student's id; may be given several times")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--shard", arguments->shard, "only part i of n, as 2/10: for several machines that share the folder");
  command->add_flag("--again", arguments->again, "also what has not changed since it was graded; once stopped, it starts over");
  command->add_flag("--allow-bare", arguments->allow_bare, "grade without isolation where there is none; for practice only");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
