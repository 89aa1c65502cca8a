#include "process/settle.hpp"

#include <sys/wait.h>

#include <algorithm>

#include <fmt/format.h>

#include "process/proc_file.hpp"

namespace wirelab {
namespace {

/// One thread on its own: asleep for ever, until a time-out, stopped, or busy. A zombie does nothing any more.
Quiet quiet_of(const Task& task) {
  if (task.zombie()) return Quiet::settled;
  if (task.stopped()) return Quiet::stopped;
  if (task.waits_for_vfork()) return Quiet::settled;
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
  if (socket.send_queue > 0 && traffic.has_reader && traffic.has_reader(socket)) return true;
  return socket.unsent_bytes > 0 && !socket.window_closed && !socket.retransmitting;
}

/// Whether every thread waits for a new client, with no handler that a signal could run meanwhile (fcntl(2), O_ASYNC).
bool waits_only_for_a_client(const ProcessView& program, const Look& look) {
  return std::ranges::all_of(look.tasks, [&program](const Task& task) {
    if (task.zombie()) return true;
    if (!task.call || !waits_for_a_client(*task.call)) return false;
    const auto status = read_proc_file(program.proc(), fmt::format("{}/status", task.process.number));
    return status && status->find("\nSigCgt:\t0000000000000000\n") != std::string::npos;
  });
}

bool nobody_reads(std::span<const ProcessView* const> programs, const std::vector<Look>& looks) {
  std::size_t at = 0;
  return std::ranges::all_of(programs, [&](const ProcessView* program) { return waits_only_for_a_client(*program, looks[at++]); });
}

std::vector<Look> look_at_all(std::span<const ProcessView* const> programs, const LookHooks& hooks) {
  std::vector<Look> looks;
  for (const auto* program : programs) looks.push_back(look_at(*program, hooks));
  return looks;
}

bool has_a_zombie(const std::vector<Look>& looks) {
  return std::ranges::any_of(looks, [](const Look& look) { return std::ranges::any_of(look.tasks, &Task::zombie); });
}

const Socket* other_end(const Socket& socket, const std::vector<Socket>& all) {
  const auto found = std::ranges::find_if(
      all, [&socket](const Socket& other) { return other.local == socket.remote && other.remote == socket.local; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

void wait_until_parents_are_told() {
  siginfo_t nobody{};
  waitid(P_ALL, 0, &nobody, WEXITED | WNOHANG | WNOWAIT);
}

bool on_its_way(const Socket& from, const Socket& to) {
  if (!from.counts || !to.counts) return false;
  // Whoever has read all there was has told FROM so, or will take what FROM repeats.
  const bool has_room = to.inode != 0 && to.receive_queue == 0;
  if ((from.retransmitting || from.window_closed) && !has_room) return false;
  if (to.received < from.sent || (from.window_closed && from.unsent_bytes > 0)) return true;
  const bool fin_sent = from.state == TcpState::fin_wait_1 || from.state == TcpState::last_ack || from.state == TcpState::closing;
  const bool fin_seen = to.state != TcpState::established && to.state != TcpState::fin_wait_1 && to.state != TcpState::fin_wait_2;
  return fin_sent && from.unsent_bytes == 0 && !fin_seen;
}

Settled settle(std::span<const ProcessView* const> programs, const SocketTable& table, const Traffic& traffic,
               const SettleRules& rules, const LookHooks& hooks) {
  Settled result{Quiet::busy, look_at_all(programs, hooks)};
  const Quiet quiet = quiet_of(result.looks, rules);
  if (quiet == Quiet::busy) return result;
  if (rules.unsent_is_busy) {
    const auto sockets = table.connections();
    for (const auto& socket : sockets) {
      // A network that is shared may hold thousands that do not.
      if (traffic.concerns && !traffic.concerns(socket)) continue;
      const auto* other = other_end(socket, sockets);
      if (other != nullptr && on_its_way(socket, *other)) return result;
      if (!still_sending(socket, traffic)) continue;
      // Until its connection is accepted, bytes may be what accept waits for (tcp(7), TCP_DEFER_ACCEPT).
      const bool to_a_program = traffic.is_ours && traffic.is_ours(socket) && other != nullptr && other->inode != 0;
      if (!to_a_program || !nobody_reads(programs, result.looks)) return result;
    }
    if (traffic.datagram_in_flight && traffic.datagram_in_flight()) return result;
  }
  if (rules.two_looks) {
    if (has_a_zombie(result.looks)) wait_until_parents_are_told();
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
