// The predicate on which "it does not answer", "it hangs" and "it is ready for the next step" rest.
//
// A program is settled when
//   (a) two looks at every thread of every process both find each one asleep in a call that waits for the outside, with
//       the same call and the same run count, so that at the instant between the looks all were asleep;
//       What the end of a process wakes (its parent) has been woken before the second look;
//   (b) no process or thread vanished between listing and reading: what it started in the meantime was not seen;
//   (c) between the looks no TCP socket has bytes to send that will still go out by themselves. Bytes that wait for a reader will
//       not, unless the reader is there: one that reads has let all come in only when all is acknowledged. Nor do bytes count
//       that go to a program of which every thread waits in accept: they wake nobody. What still lies in the queue of a
//       processor, between two sockets, counts.
// Then only the grader or a timer can wake it, and the grader is doing nothing: it stays so.
//
// An empty Unix-domain or pipe queue needs no rule of its own: a write to one wakes its reader at once, which (a) sees.
#pragma once

#include <functional>
#include <span>

#include "process/look.hpp"
#include "process/socket_table.hpp"

namespace wirelab {

/// Whether bytes, or a FIN, have left the socket FROM and have not come to TO, the other end of its connection: they lie in the
/// queue of a processor, whose kernel thread may have to wait for its turn. What FROM has to repeat, and what it cannot send
/// because TO had no room, counts once TO has been read empty: before, it waits for the reader.
bool on_its_way(const Socket& from, const Socket& to);

/// Returns when the parent of every process that /proc has shown as a zombie has been told and woken. /proc shows the zombie an
/// instant before, a long one when the processor is taken away just then; both happen under one lock of the kernel, which
/// any waitid(2) has to pass.
void wait_until_parents_are_told();

enum class Quiet {
  busy,           ///< something runs, or may still run by itself
  settled,        ///< only somebody else can wake it (timers that a call does not show: see timers.hpp)
  until_timeout,  ///< settled, but a thread sleeps in a call with a time-out
  stopped         ///< settled, but by a stop signal
};

/// The parts of the predicate. All are needed; tests take them away one by one and show that it then errs.
struct SettleRules {
  bool two_looks = true;
  bool vanished_is_busy = true;
  bool unsent_is_busy = true;
};

struct Settled {
  Quiet quiet = Quiet::busy;
  std::vector<Look> looks;  ///< the last look at each program, in their order
};

/// What the caller knows about the sockets of the network.
struct Traffic {
  /// Whether a socket is part of what is watched; empty: all are.
  std::function<bool(const Socket&)> concerns;
  /// Whether what this socket of the program sends is read at the other end as soon as it comes; empty: not known of any.
  std::function<bool(const Socket&)> has_reader;
  /// Whether this socket is the caller's own; empty: not known of any.
  std::function<bool(const Socket&)> is_ours;
  /// Whether a datagram has been sent and not delivered yet; empty: nobody knows of any.
  std::function<bool()> datagram_in_flight;
};

/// Looks at PROGRAMS and the TCP sockets of TABLE. The caller has drained its own sockets before, and must find them empty
/// after, or the answer is void. Costs 0.1-0.6 ms.
Settled settle(std::span<const ProcessView* const> programs, const SocketTable& table, const Traffic& traffic = {},
               const SettleRules& rules = {}, const LookHooks& hooks = {});

/// Whether nothing in PROGRAMS has run since LOOKS was taken. Who asks anything else of a settled program (has it a timer?)
/// asks this afterwards: the timer may just have gone off.
bool nothing_ran_since(std::span<const ProcessView* const> programs, const std::vector<Look>& looks);

}  // namespace wirelab
