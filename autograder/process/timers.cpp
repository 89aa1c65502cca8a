#include "process/timers.hpp"

#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "process/copy_descriptor.hpp"
#include "process/open_files.hpp"
#include "process/plain_file.hpp"
#include "process/proc_file.hpp"

namespace wirelab {
namespace {

/// fdinfo of a timerfd (proc(5)) has the time that is left, and how often it has expired unread. Nothing left and never expired: it
/// is disarmed, or it is due and the processor whose interrupt must say so stands still. The second looks exactly like the first.
bool timerfd_may_expire(const ProcessView& view, Pid process, int number) {
  const ReadingAs user(view.user());
  const auto info = read_proc_file(view.proc(), fmt::format("{}/fdinfo/{}", process.number, number));
  if (!info) return false;
  const bool disarmed = info->find("it_value: (0, 0)") != std::string::npos;
  const bool expired = info->find("ticks: 0\n") == std::string::npos;
  return !disarmed || !expired;
}

bool has_sigalrm(std::string_view status, std::string_view label) {
  const auto at = status.find(label);
  if (at == std::string::npos) return false;
  std::uint64_t mask = 0;
  std::from_chars(status.data() + at + label.size(), status.data() + status.size(), mask, 16);
  return (mask & (std::uint64_t{1} << (SIGALRM - 1))) != 0;
}

/// By a handler, or by sigwait(3) or a signalfd(2), for which it is blocked.
bool expects_sigalrm(const ProcessView& view, const Task& task) {
  const auto status = read_proc_file(view.proc(), fmt::format("{}/task/{}/status", task.process.number, task.id.number));
  return status && (has_sigalrm(*status, "SigCgt:\t") || has_sigalrm(*status, "SigBlk:\t"));
}

bool has_posix_timer(const ProcessView& view, Pid process) {
  const auto timers = read_proc_file(view.proc(), fmt::format("{}/timers", process.number));
  return timers && !timers->empty();
}

/// Whether the socket NUMBER of PROCESS gives up waiting by itself (SO_RCVTIMEO, SO_SNDTIMEO; socket(7)).
bool socket_gives_up(const ProcessView& view, Pid process, int number) {
  const auto [copy, refused] = copy_descriptor(view, process, number);
  if (refused) return true;  // what cannot be looked at may be there
  if (!copy) return false;
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    timeval timeout{};
    socklen_t size = sizeof timeout;
    if (getsockopt(copy.get(), SOL_SOCKET, option, &timeout, &size) == 0 && (timeout.tv_sec != 0 || timeout.tv_usec != 0))
      return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> find_timer(const ProcessView& view, const Look& look) {
  std::set<Pid> processes;
  for (const auto& task : look.tasks) {
    if (task.zombie()) continue;
    processes.insert(task.process);
    if (expects_sigalrm(view, task)) return "it has a handler for SIGALRM, or has blocked it";
    const auto descriptor = task.call ? descriptor_of(*task.call) : std::nullopt;
    if (descriptor && socket_gives_up(view, task.process, *descriptor))
      return fmt::format("fd {} has a time-out (SO_RCVTIMEO or SO_SNDTIMEO)", *descriptor);
  }
  for (const Pid process : processes) {
    for (const auto& file : open_files(view, process))
      if (file.target == "anon_inode:[timerfd]" && timerfd_may_expire(view, process, file.number))
        return fmt::format("fd {} is a timerfd", file.number);
    if (has_posix_timer(view, process)) return "it has a timer (timer_create)";
  }
  return std::nullopt;
}

bool names_an_interval_timer(const std::filesystem::path& program) {
  const auto [file, why_not] = open_plain_file(program);
  if (!file) return false;
  const auto text = read_all(file.get());
  using namespace std::string_view_literals;
  // As the table of names has them (elf(5), string and symbol tables).
  return std::ranges::any_of(std::array{"\0alarm\0"sv, "\0ualarm\0"sv, "\0setitimer\0"sv},
                             [&text](std::string_view name) { return text.find(name) != std::string::npos; });
}

}  // namespace wirelab
