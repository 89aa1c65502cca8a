#include "process/own_number.hpp"

#include <fcntl.h>

#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "process/proc_file.hpp"

namespace wirelab {
namespace {

/// The last number of the line NSpid in /proc/PID/status: the process as its own namespace knows it (proc(5)).
pid_t innermost_number(const Descriptor& own_proc, Pid process) {
  const auto status = read_proc_file(own_proc, fmt::format("{}/status", process.number));
  const auto at = status ? status->find("NSpid:") : std::string::npos;
  if (at == std::string::npos) return 0;
  std::istringstream numbers(status->substr(at + 6, status->find('\n', at) - at - 6));
  pid_t innermost = 0;
  while (numbers >> innermost) {
  }
  return innermost;
}

std::vector<Pid> children_of(const Descriptor& own_proc, Pid process) {
  std::istringstream numbers(read_proc_file(own_proc, fmt::format("{0}/task/{0}/children", process.number)).value_or(""));
  std::vector<Pid> children;
  for (Pid child; numbers >> child.number;) children.push_back(child);
  return children;
}

}  // namespace

Pid own_number_of(const ProcessView& view, Pid process) {
  const Descriptor own_proc(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!own_proc) return {};
  std::vector<Pid> open{view.own_guardian()};
  while (!open.empty()) {
    const Pid candidate = open.back();
    open.pop_back();
    if (candidate != view.own_guardian() && innermost_number(own_proc, candidate) == process.number) return candidate;
    const auto children = children_of(own_proc, candidate);
    open.insert(open.end(), children.begin(), children.end());
  }
  const auto wanted = read_proc_link(view.proc(), fmt::format("{}/ns/pid", process.number));
  for (const Pid candidate : numbered_entries(own_proc, "."))
    if (wanted && innermost_number(own_proc, candidate) == process.number &&
        read_proc_link(own_proc, fmt::format("{}/ns/pid", candidate.number)) == wanted)
      return candidate;
  return {};
}

}  // namespace wirelab
