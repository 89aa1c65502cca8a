#include "process/copy_descriptor.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sstream>

#include <fmt/format.h>

#include "process/proc_file.hpp"

namespace wirelab {
namespace {

/// This process's own number for PROCESS of VIEW: the one whose innermost NSpid is that, in the same pid namespace.
Pid own_number_of(const ProcessView& view, Pid process) {
  const auto wanted = read_proc_link(view.proc(), fmt::format("{}/ns/pid", process.number));
  const Descriptor own_proc(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!wanted || !own_proc) return {};
  for (const Pid candidate : numbered_entries(own_proc, ".")) {
    const auto name = std::to_string(candidate.number);
    const auto status = read_proc_file(own_proc, name + "/status");
    if (!status) continue;
    const auto at = status->find("NSpid:");
    if (at == std::string::npos) continue;
    std::istringstream numbers(status->substr(at + 6, status->find('\n', at) - at - 6));
    pid_t innermost = 0;
    while (numbers >> innermost) {
    }
    if (innermost == process.number && read_proc_link(own_proc, name + "/ns/pid") == wanted) return candidate;
  }
  return {};
}

}  // namespace

Descriptor copy_descriptor(const ProcessView& view, Pid process, int number) {
  const Pid own = own_number_of(view, process);
  if (own == Pid{}) return {};
  const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, own.number, 0)));
  if (!handle) return {};
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_getfd, handle.get(), number, 0)));
}

}  // namespace wirelab
