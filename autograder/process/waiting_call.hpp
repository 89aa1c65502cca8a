// What a sleeping thread waits for: its system call and arguments, as /proc/PID/task/TID/syscall tells.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wirelab {

struct SystemCall {
  long number = -1;
  std::array<std::uint64_t, 6> arguments{};
  bool operator==(const SystemCall&) const = default;
};

/// How long a thread that sleeps in this call will sleep if nobody does anything.
enum class Patience {
  forever,        ///< accept, recv, read, wait4, poll without a time-out: only somebody else can wake it
  until_timeout,  ///< nanosleep, poll with a time-out
  unknown         ///< not a call that waits for the outside: counts as busy
};

/// Reads the text of /proc/PID/task/TID/syscall (proc(5)). No value: the thread is on the processor, or in no call.
std::optional<SystemCall> parse_system_call(std::string_view text);

Patience patience_of(const SystemCall& call);

/// Whether it waits for a new client (accept(2)): bytes of one that has been accepted do not end it.
bool waits_for_a_client(const SystemCall& call);

/// Whether it waits for bytes of one descriptor (recv(2), read(2) and their kind).
bool waits_for_bytes(const SystemCall& call);

/// Whether it waits until one of several descriptors is ready (poll(2), select(2), epoll_wait(2)).
bool waits_until_ready(const SystemCall& call);

/// Whether it waits for its child to call execve(2) or _exit(2) (vfork(2)). It does so in state D, in which no signal but SIGKILL
/// wakes it: that child alone does.
bool waits_for_a_child_of_vfork(const SystemCall& call);

/// The descriptor that the call waits for, when it is one.
std::optional<int> descriptor_of(const SystemCall& call);

/// "accept(3)", "poll", "wait4", "nanosleep".
std::string describe(const SystemCall& call);

}  // namespace wirelab
