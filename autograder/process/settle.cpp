#include "process/settle.hpp"

#include <algorithm>

namespace wirelab {
namespace {

/// One thread on its own: asleep for ever, until a time-out, stopped, or busy. A zombie does nothing any more.
Quiet quiet_of(const Task& task) {
  if (task.zombie()) return Quiet::settled;
  if (task.stopped()) return Quiet::stopped;
  if (task.state != 'S' || !task.call) return Quiet::busy;
  switch (patience_of(*task.call)) {
    case Patience::forever:
      return Quiet::settled;
    case Patience::until_timeout:
      return Quiet::until_timeout;
    case Patience::unknown:
      break;
  }
  return Quiet::busy;
}

/// The whole is as quiet as the least quiet part of it.
Quiet least_quiet(Quiet one, Quiet other) {
  for (const Quiet quiet : {Quiet::busy, Quiet::until_timeout, Quiet::stopped})
    if (one == quiet || other == quiet) return quiet;
  return Quiet::settled;
}

Quiet quiet_of(const std::vector<Look>& looks, const SettleRules& rules) {
  Quiet quiet = Quiet::settled;
  for (const auto& look : looks) {
    if (look.vanished && rules.vanished_is_busy) return Quiet::busy;
    for (const auto& task : look.tasks) quiet = least_quiet(quiet, quiet_of(task));
  }
  return quiet;
}

bool unmoved(const Look& first, const Look& second) {
  return std::ranges::equal(second.tasks, first.tasks,
                            [](const Task& now, const Task& before) { return now.unmoved_since(before); });
}

/// Bytes that will go out without anybody's help: Nagle or congestion holds them back for the moment, or the window that has
/// just been opened is not known of yet. Bytes that wait for a reader (its window is closed, or it lets the sender repeat itself)
/// will not.
bool still_sending(const Socket& socket, const Traffic& traffic) {
  if (traffic.concerns && !traffic.concerns(socket)) return false;
  if (socket.send_queue > 0 && traffic.has_reader && traffic.has_reader(socket)) return true;
  return socket.unsent_bytes > 0 && !socket.window_closed && !socket.retransmitting;
}

std::vector<Look> look_at_all(std::span<const ProcessView* const> programs, const LookHooks& hooks) {
  std::vector<Look> looks;
  for (const auto* program : programs) looks.push_back(look_at(*program, hooks));
  return looks;
}

}  // namespace

Settled settle(std::span<const ProcessView* const> programs, const SocketTable& table, const Traffic& traffic,
               const SettleRules& rules, const LookHooks& hooks) {
  Settled result{Quiet::busy, look_at_all(programs, hooks)};
  const Quiet quiet = quiet_of(result.looks, rules);
  if (quiet == Quiet::busy) return result;
  if (rules.unsent_is_busy) {
    for (const auto& socket : table.tcp())
      if (still_sending(socket, traffic)) return result;
    if (traffic.datagram_in_flight && traffic.datagram_in_flight()) return result;
  }
  if (rules.two_looks) {
    auto second = look_at_all(programs, hooks);
    const bool same = quiet_of(second, rules) != Quiet::busy && std::ranges::equal(result.looks, second, unmoved);
    result.looks = std::move(second);
    if (!same) return result;
  }
  result.quiet = quiet;
  return result;
}

bool nothing_ran_since(std::span<const ProcessView* const> programs, const std::vector<Look>& looks) {
  const auto now = look_at_all(programs, {});
  return std::ranges::equal(looks, now, unmoved) && std::ranges::none_of(now, &Look::vanished);
}

}  // namespace wirelab
