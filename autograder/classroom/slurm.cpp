#include "classroom/slurm.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string_view>

#include <fmt/format.h>

#include "classroom/pattern.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"
#include "process/system_call.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t smallest_shard = 20;
constexpr std::size_t most_shards_a_node = 4;
constexpr std::size_t most_shards = 1000;  // MaxArraySize is 1001 unless a site says otherwise

/// FOLDER/NAME as an option of sbatch takes it: in quotes, and where NAME has patterns (%j) FOLDER has none.
std::string log_file(const std::filesystem::path& folder, std::string_view name) {
  std::string word = "\"";
  for (const char character : folder.string()) {
    if (character == '"' || character == '\\') word += '\\';
    if (character == '%') word += '%';
    word += character;
  }
  return fmt::format("{}/{}\"", word, name);
}

std::string head_of(const std::string& name, const std::string& log, const std::vector<std::string>& extra) {
  auto head =
      fmt::format("#!/bin/bash\n#SBATCH --job-name={}\n#SBATCH --nodes=1\n#SBATCH --ntasks=1\n#SBATCH --output={}\n", name, log);
  for (const auto& option : extra) head += fmt::format("#SBATCH {}\n", option);
  return head;
}

/// What a program writes, kept in memory: the first 4 KiB, without newlines at the end.
class Output {
public:
  Output() : file_(must_open(memfd_create("sbatch", MFD_CLOEXEC), "memfd_create")) {}
  int get() const { return file_.get(); }
  std::string text() const {
    std::array<char, 4096> bytes;
    const auto count = must(pread(file_.get(), bytes.data(), bytes.size(), 0), "read what sbatch said");
    std::string said(bytes.data(), static_cast<std::size_t>(count));
    while (said.ends_with('\n')) said.pop_back();
    return said;
  }

private:
  Descriptor file_;
};

/// What sbatch prints with --parsable: the number of the job, perhaps with a cluster after it.
std::string run_sbatch(const std::vector<std::string>& arguments) {
  std::vector<char*> words;
  for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const Output answer;
  const Output warnings;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, answer.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, warnings.get(), STDERR_FILENO);
  pid_t process = 0;
  const int error = posix_spawnp(&process, "sbatch", &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw GraderFault(fmt::format("cannot run sbatch: {}; --print shows what it would be given", std::strerror(error)));
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw GraderFault(fmt::format("sbatch refused the job: {}", (warnings.text() + answer.text()).substr(0, 300)));
  if (const auto warned = warnings.text(); !warned.empty()) std::cerr << printable(warned) << std::endl;
  static const Pattern number(R"((?s)\s*(?P<job>\d+)(;[^\n]*)?\s*)");
  const auto groups = number.match(answer.text());
  if (!groups)
    throw GraderFault(fmt::format("sbatch took the job and did not say its number ({}); squeue knows it", quote(answer.text())));
  return groups->at("job");
}

}  // namespace

SlurmPlan plan_slurm(const RunFolder& run, std::size_t students, std::size_t nodes, const std::filesystem::path& program,
                     const std::vector<std::string>& extra, const std::string& stage) {
  SlurmPlan plan;
  plan.shards = std::clamp<std::size_t>(students / smallest_shard, 1, std::min(nodes * most_shards_a_node, most_shards));
  const auto command = fmt::format("{} class", shell_word(program.string()));
  const auto folder = shell_word(run.path().string());
  plan.array_script = head_of("wirelab", log_file(run.slurm(), "%A_%a.log"), extra);
  // A task that was lost with its node begins anew, and finds what it had graded already.
  plan.array_script += fmt::format(
      "#SBATCH --array=1-{0}%{1}\n#SBATCH --requeue\n#SBATCH --exclusive\n"
      "exec {2} grade {3} --shard \"$SLURM_ARRAY_TASK_ID/{0}\"\n",
      plan.shards, nodes, command, folder);
  plan.collect_script = head_of("wirelab-collect", log_file(run.slurm(), "collect_%j.log"), extra);
  // What no task has graded, for whatever reason, is graded here: then the run is whole.
  plan.collect_script += fmt::format("#SBATCH --requeue\n{0} grade {1}; status=$?\n{0} report {1}{2} && exit $status\n", command,
                                     folder, stage.empty() ? "" : " --stage " + shell_word(stage));
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
        fmt::format("{} (job {} is in the queue and grades; nothing collects after it: run 'wirelab class grade' and "
                    "'wirelab class report' when it has ended, or end it with scancel {})",
                    fault.what(), first, first));
  }
}

}  // namespace wirelab::classroom
