#include "memory.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace wirelab::bench {
namespace {

/// ROOT and all that descends from it, at about this moment.
std::vector<pid_t> with_descendants(pid_t root) {
  std::vector<pid_t> all{root};
  for (std::size_t at = 0; at < all.size(); ++at) {
    std::error_code gone;
    const auto tasks = fmt::format("/proc/{}/task", all[at]);
    for (auto task = std::filesystem::directory_iterator(tasks, gone); !gone && task != std::filesystem::directory_iterator();
         task.increment(gone)) {
      std::ifstream children(task->path() / "children");
      for (pid_t child = 0; children >> child;) all.push_back(child);
    }
  }
  return all;
}

/// A file as one knows it again by whatever path.
using File = std::pair<dev_t, ino_t>;

File file_at(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? File{status.st_dev, status.st_ino} : File{};
}

/// In kB. 0: the process is gone. No value: it may not be read.
std::optional<long> shared_out_memory(pid_t process) {
  const auto name = fmt::format("/proc/{}/smaps_rollup", process);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(name.c_str(), "re"), std::fclose);
  if (file == nullptr) return errno == EACCES || errno == EPERM ? std::nullopt : std::optional<long>(0);
  char line[256];
  while (std::fgets(line, sizeof line, file.get()) != nullptr)
    if (long kilobytes = 0; std::sscanf(line, "Pss: %ld kB", &kilobytes) == 1) return kilobytes;
  return 0;
}

/// All of ROOT's that run one of GRADERS, in kB.
std::optional<long> sum_of(pid_t root, const std::vector<File>& graders) {
  long sum = 0;
  for (const auto process : with_descendants(root)) {
    if (std::ranges::find(graders, file_at(fmt::format("/proc/{}/exe", process))) == graders.end()) continue;
    const auto memory = shared_out_memory(process);
    if (!memory) return std::nullopt;
    sum += *memory;
  }
  return sum;
}

pid_t start(const BuiltLab& lab) {
  const std::string folder = lab.programs();
  const pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execl("/proc/self/exe", "bench", grade_once_option, lab.name().c_str(), folder.c_str(), nullptr);
  _exit(127);
}

}  // namespace

PeakMemory peak_memory(const BuiltLab& lab) {
  const std::vector<File> graders{file_at("/proc/self/exe"), file_at(lab.checks())};
  PeakMemory peak;
  peak.together = 0;
  const pid_t child = start(lab);
  rusage usage{};
  while (wait4(child, nullptr, WNOHANG, &usage) == 0) {
    if (const auto sum = sum_of(child, graders); !sum)
      peak.together.reset();
    else if (peak.together)
      peak.together = std::max(*peak.together, static_cast<double>(*sum) / 1024);
    ++peak.samples;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // the grader wants the processor, too
  }
  peak.largest_process = static_cast<double>(usage.ru_maxrss) / 1024;
  return peak;
}

int grade_once(const std::string& lab, const std::filesystem::path& folder) {
  grade_folder(lab, folder);
  return 0;
}

}  // namespace wirelab::bench
