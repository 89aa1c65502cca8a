#include "classroom/slurm.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "classroom/pattern.hpp"
#include "model/fault.hpp"
#include "process/system_call.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t smallest_shard = 20;
constexpr std::size_t most_shards_a_node = 4;
constexpr std::size_t most_shards = 1000;  // MaxArraySize is 1001 unless a site says otherwise

/// FILE in FOLDER as --output takes it: a blank or a quote of the folder is none of sbatch's, and a % of it no placeholder.
std::string log_word(const std::filesystem::path& folder, const std::string& file) {
  std::string path;
  for (const char character : folder.string()) path += character == '%' ? std::string("%%") : std::string(1, character);
  return shell_word(path + "/" + file);
}

std::string head_of(const std::string& name, const std::string& log, const std::vector<std::string>& extra) {
  auto head =
      fmt::format("#!/bin/sh\n#SBATCH --job-name={}\n#SBATCH --nodes=1\n#SBATCH --ntasks=1\n#SBATCH --output={}\n", name, log);
  for (const auto& option : extra) head += fmt::format("#SBATCH {}\n", option);
  return head;
}

/// What sbatch prints with --parsable: the number of the job, perhaps with a cluster after it. Warnings stand before it.
std::string run_sbatch(const std::vector<std::string>& arguments) {
  std::vector<char*> words;
  for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  auto pipe = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe.write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe.write_end.get(), STDERR_FILENO);
  pid_t process = 0;
  const int error = posix_spawnp(&process, "sbatch", &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw GraderFault(fmt::format("cannot run sbatch: {}; --print shows what it would be given", std::strerror(error)));
  pipe.write_end.reset();
  std::string said;
  std::array<char, 4096> bytes;
  for (ssize_t count = 0; (count = read(pipe.read_end.get(), bytes.data(), bytes.size())) != 0;) {
    if (count < 0 && errno != EINTR) break;
    if (count > 0) said.append(bytes.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  static const Pattern number(R"((?s)(.*\n)?(?P<job>\d+)(;[^\n]*)?\s*)");
  const auto groups = number.match(said);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !groups)
    throw GraderFault(
        fmt::format("sbatch refused the job: {}", said.substr(0, std::min<std::size_t>(said.find_last_not_of('\n') + 1, 300))));
  return groups->at("job");
}

}  // namespace

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char character : text) word += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return word + "'";
}

SlurmPlan plan_slurm(const RunFolder& run, std::size_t students, std::size_t nodes, const std::filesystem::path& program,
                     const std::vector<std::string>& extra) {
  SlurmPlan plan;
  plan.shards = std::clamp<std::size_t>(students / smallest_shard, 1, std::min(nodes * most_shards_a_node, most_shards));
  const auto command = fmt::format("{} class", shell_word(program.string()));
  const auto folder = shell_word(run.path().string());
  plan.array_script = head_of("wirelab", log_word(run.slurm(), "%A_%a.log"), extra);
  // A task that was lost with its node begins anew, and finds what it had graded already.
  plan.array_script += fmt::format(
      "#SBATCH --array=1-{0}%{1}\n#SBATCH --requeue\n#SBATCH --exclusive\n"
      "exec {2} grade {3} --shard \"$SLURM_ARRAY_TASK_ID/{0}\"\n",
      plan.shards, nodes, command, folder);
  plan.collect_script = head_of("wirelab-collect", log_word(run.slurm(), "collect_%j.log"), extra);
  // What no task has graded, for whatever reason, is graded here: then the run is whole.
  plan.collect_script +=
      fmt::format("#SBATCH --requeue\n{0} grade {1}; status=$?\n{0} report {1} && exit $status\n", command, folder);
  return plan;
}

std::pair<std::string, std::string> submit(const RunFolder& run, const SlurmPlan& plan) {
  std::filesystem::create_directories(run.slurm());
  const auto array = run.slurm() / "array.sh";
  const auto collect = run.slurm() / "collect.sh";
  write_whole_file(array, plan.array_script);
  write_whole_file(collect, plan.collect_script);
  const auto first = run_sbatch({"sbatch", "--parsable", array.string()});
  try {
    return {first, run_sbatch({"sbatch", "--parsable", "--dependency=afterany:" + first, collect.string()})};
  } catch (const GraderFault& fault) {
    throw GraderFault(
        fmt::format("{}; job {} grades all the same, and 'class report' makes the pages when it is over", fault.what(), first));
  }
}

}  // namespace wirelab::classroom
