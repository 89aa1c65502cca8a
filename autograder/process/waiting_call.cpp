#include "process/waiting_call.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace wirelab {
namespace {

/// What of a call's arguments says whether it has a time-out.
enum class Timeout {
  none,             ///< waits for ever
  always,           ///< sleeps for a time
  null_is_none,     ///< a pointer to a time: none when it is null
  negative_is_none  ///< milliseconds: none when negative
};

struct Row {
  long number;
  std::string_view name;
  bool first_is_descriptor;
  Timeout timeout;
  std::size_t argument = 0;  ///< the one that holds the time-out
};

// The calls that wait for the outside (syscalls(2)). Not every architecture has all of them.
const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      {SYS_read, "read", true, Timeout::none},
      {SYS_readv, "readv", true, Timeout::none},
      {SYS_write, "write", true, Timeout::none},
      {SYS_writev, "writev", true, Timeout::none},
      {SYS_recvfrom, "recv", true, Timeout::none},
      {SYS_recvmsg, "recvmsg", true, Timeout::none},
      {SYS_recvmmsg, "recvmmsg", true, Timeout::null_is_none, 4},
      {SYS_sendto, "send", true, Timeout::none},
      {SYS_sendmsg, "sendmsg", true, Timeout::none},
      {SYS_sendmmsg, "sendmmsg", true, Timeout::none},
      {SYS_sendfile, "sendfile", false, Timeout::none},
      {SYS_splice, "splice", true, Timeout::none},
      {SYS_accept, "accept", true, Timeout::none},
      {SYS_accept4, "accept", true, Timeout::none},
      {SYS_connect, "connect", true, Timeout::none},
      {SYS_wait4, "wait4", false, Timeout::none},
      {SYS_waitid, "waitid", false, Timeout::none},
      {SYS_rt_sigsuspend, "sigsuspend", false, Timeout::none},
      {SYS_rt_sigtimedwait, "sigwait", false, Timeout::null_is_none, 2},
      {SYS_flock, "flock", true, Timeout::none},
      {SYS_ppoll, "poll", false, Timeout::null_is_none, 2},
      {SYS_pselect6, "select", false, Timeout::null_is_none, 4},
      {SYS_epoll_pwait, "epoll_wait", true, Timeout::negative_is_none, 3},
      {SYS_nanosleep, "nanosleep", false, Timeout::always},
      {SYS_clock_nanosleep, "nanosleep", false, Timeout::always},
      // A sleep that SIGSTOP and SIGCONT interrupted; what it was can no longer be seen, and only timed ones become it.
      {SYS_restart_syscall, "a timed wait", false, Timeout::always},
#ifdef SYS_epoll_pwait2
      {SYS_epoll_pwait2, "epoll_wait", true, Timeout::null_is_none, 3},
#endif
#ifdef SYS_pause
      {SYS_pause, "pause", false, Timeout::none},
#endif
#ifdef SYS_poll
      {SYS_poll, "poll", false, Timeout::negative_is_none, 2},
#endif
#ifdef SYS_select
      {SYS_select, "select", false, Timeout::null_is_none, 4},
#endif
#ifdef SYS_epoll_wait
      {SYS_epoll_wait, "epoll_wait", true, Timeout::negative_is_none, 3},
#endif
  };
  return table;
}

const Row* find_row(long number) {
  const auto found = std::ranges::find(rows(), number, &Row::number);
  return found == rows().end() ? nullptr : &*found;
}

Patience patience_of_futex(const SystemCall& call) {
  const auto operation = call.arguments[1] & FUTEX_CMD_MASK;
  const bool waits =
      operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET || operation == FUTEX_LOCK_PI || operation == FUTEX_LOCK_PI2;
  if (!waits) return Patience::unknown;
  return call.arguments[3] == 0 ? Patience::forever : Patience::until_timeout;
}

}  // namespace

std::optional<SystemCall> parse_system_call(std::string_view text) {
  SystemCall call;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(at, end, call.number);
  if (number.ec != std::errc{} || call.number < 0) return std::nullopt;
  at = number.ptr;
  for (auto& argument : call.arguments) {
    if (end - at < 3 || at[0] != ' ' || at[1] != '0' || at[2] != 'x') return std::nullopt;
    const auto parsed = std::from_chars(at + 3, end, argument, 16);
    if (parsed.ec != std::errc{}) return std::nullopt;
    at = parsed.ptr;
  }
  return call;
}

Patience patience_of(const SystemCall& call) {
  if (call.number == SYS_futex) return patience_of_futex(call);
  if (call.number == SYS_fcntl)
    return call.arguments[1] == F_SETLKW || call.arguments[1] == F_OFD_SETLKW ? Patience::forever : Patience::unknown;
  const auto* row = find_row(call.number);
  if (row == nullptr) return Patience::unknown;
  const auto value = call.arguments.at(row->argument);
  switch (row->timeout) {
    case Timeout::none:
      return Patience::forever;
    case Timeout::always:
      return Patience::until_timeout;
    case Timeout::null_is_none:
      return value == 0 ? Patience::forever : Patience::until_timeout;
    case Timeout::negative_is_none:
      return static_cast<int>(value) < 0 ? Patience::forever : Patience::until_timeout;
  }
  return Patience::unknown;
}

bool waits_for_a_client(const SystemCall& call) { return call.number == SYS_accept || call.number == SYS_accept4; }

bool waits_for_bytes(const SystemCall& call) {
  constexpr std::array calls{SYS_read, SYS_readv, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg};
  return std::ranges::find(calls, call.number) != calls.end();
}

bool waits_until_ready(const SystemCall& call) {
  constexpr std::array<std::string_view, 3> names{"poll", "select", "epoll_wait"};
  const auto* row = find_row(call.number);
  return row != nullptr && std::ranges::find(names, row->name) != names.end();
}

bool waits_for_a_child_of_vfork(const SystemCall& call) {
#ifdef SYS_vfork
  if (call.number == SYS_vfork) return true;
#endif
  return call.number == SYS_clone && (call.arguments[0] & CLONE_VFORK) != 0;
}

std::optional<int> descriptor_of(const SystemCall& call) {
  const auto* row = find_row(call.number);
  if (row == nullptr || !row->first_is_descriptor) return std::nullopt;
  return static_cast<int>(call.arguments[0]);
}

std::string describe(const SystemCall& call) {
  if (call.number == SYS_futex) return "futex (a lock, a condition variable or a join)";
  if (waits_for_a_child_of_vfork(call)) return "vfork (its child has called neither execve nor _exit)";
  const auto* row = find_row(call.number);
  if (row == nullptr) return fmt::format("system call {}", call.number);
  if (row->first_is_descriptor) return fmt::format("{}(fd {})", row->name, static_cast<int>(call.arguments[0]));
  return std::string(row->name);
}

}  // namespace wirelab
