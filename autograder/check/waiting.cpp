// The one loop that waits (world.hpp): it ends with whatever comes first, and that decides the verdict.

#include <signal.h>

#include <algorithm>

#include <fmt/format.h>

#include "check/busy_loop.hpp"
#include "check/evidence.hpp"
#include "check/starvation.hpp"
#include "check/world.hpp"
#include "model/fault.hpp"
#include "process/bytes_read.hpp"
#include "process/poll_step.hpp"
#include "process/timers.hpp"

namespace wirelab::check {
namespace {

using std::chrono::duration;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds longest_without_a_move{5};
constexpr seconds longest_wait{60};
/// Of a whole check: who does a little all the time comes to no end of it. Below what serve.cpp allows.
constexpr seconds longest_check{150};
/// Processor time without anything on the wire: far more than any lab's work between two bytes needs.
constexpr milliseconds most_work{200};
/// Before its first sign of life a program may have tables to fill.
constexpr milliseconds most_work_at_start{2000};
/// Who waits for 500 ms (lab 05) may do so by asking again and again, with two threads even.
constexpr milliseconds most_work_with_datagrams{1200};
/// In a second look it is known to be one already, and what it calls again and again has been logged long before.
constexpr milliseconds most_work_again{50};
/// An answer usually comes faster than looking at the threads takes.
constexpr microseconds first_step{150};
/// Who was just started is being loaded for about as long, and nothing else is to be seen of it.
constexpr microseconds first_step_after_start = longest_poll_step;

/// What does not change for long is looked at less and less often, up to this: on a busy machine the looks would only make it
/// busier. What a descriptor announces is seen at once.
constexpr milliseconds longest_between_looks{5};
/// ... and when only a timer can change it.
constexpr milliseconds longest_between_looks_asleep{100};
/// A program that was seen at work is given this long before it is looked at again.
constexpr milliseconds between_looks_at_work{1};

/// Its first process is gone, and init is about to say how it ended.
bool end_is_to_be_told(const Program& program, const Look& look) {
  return !program.wait_status() && std::ranges::find(look.tasks, program.first_process(), &Task::process) == look.tasks.end();
}

duration<double> waiting_time(const std::vector<Look>& looks) {
  duration<double> sum{0};
  for (const auto& look : looks) sum += look.waiting_time();
  return sum;
}

}  // namespace

duration<double> World::deadline() const { return longest_without_a_move * session_.time_scale; }

Ending World::wait_for(const std::function<bool()>& met, const std::function<bool()>& hopeless) {
  return wait({met, hopeless, deadline()});
}

Ending World::wait_while_stopped(const std::function<bool()>& met, const std::function<bool()>& hopeless) {
  return wait({met, hopeless, deadline(), true});
}

Ending World::wait_beside_stopped(const std::function<bool()>& met) { return wait({met, {}, deadline(), true, true}); }

Ending World::wait_until_quiet(const std::function<bool()>& hopeless) { return wait({{}, hopeless, {}}); }

Ending World::watch_for(duration<double> time, const std::function<bool()>& hopeless) { return wait({{}, hopeless, time}); }

Ending World::watch_until(const std::function<bool()>& met, duration<double> time) { return wait({met, {}, time}); }

Ending World::wait(const Terms& terms) {
  starved_now_ = {};
  watched_timers_for_ = terms.watch_timers;
  last_ending_ = wait_on(terms);
  nothing_seen_yet_ = nothing_seen_yet_ && last_ending_ != Ending::met;
  starved_before_ += starved_now_;
  return last_ending_;
}

bool World::took_too_long() const {
  return steady_clock::now() - began_ - starved_before_ - starved_now_ >= longest_check * session_.time_scale;
}

void World::turn(PatientClock& clock, duration<double> asked) {
  standstill_ += clock.tick(asked);
  const auto now = steady_clock::now();
  longest_gap_ = std::max<duration<double>>(longest_gap_, now - last_turn_ - asked);
  last_turn_ = now;
}

Ending World::wait_on(const Terms& terms) {
  PatientClock clock;
  BusyLoop busy_loop;
  duration<double> used_at_last_look{-1};
  Starvation starvation;
  auto step = nothing_seen_yet_ ? first_step_after_start : first_step;
  bool may_look = false;  // not before one step: an answer is mostly on its way
  bool asleep = false;    // until a timer at most, as of the last look
  while (true) {
    turn(clock);
    if (pump()) {
      clock.moved();
      nothing_seen_yet_ = false;
      busy_loop.moved();
      step = first_step;
      may_look = false;
    }
    if (terms.met && terms.met()) return Ending::met;
    if (terms.hopeless && terms.hopeless()) return Ending::hopeless;

    duration<double> look_again{0};
    // Asleep until a timer then, and nothing has run since: what was found still holds.
    asleep = asleep && may_look && clock.since_move() < terms.watch_timers && nothing_ran_since(views(), last_looks_);
    if (may_look && !asleep) {
      const auto written = bytes_written();
      auto settled = look_whether_settled();
      if (pump()) {
        clock.moved();
        may_look = false;
        continue;  // void: something came while we looked
      }
      // Nor is who waits for us to read what it writes. (It is no move: who complains without end would go on for ever.)
      if (bytes_written() != written && settled.quiet != Quiet::stopped) settled.quiet = Quiet::busy;
      // What was waited for may be a fact of the kernel's that came true just before everything settled.
      if (terms.met && terms.met()) return Ending::met;
      if (terms.hopeless && terms.hopeless()) return Ending::hopeless;
      if (settled.quiet == Quiet::stopped && !terms.stopped_by_us) return Ending::stopped;
      if (settled.quiet == Quiet::stopped && terms.others_settle) return Ending::settled;
      // A timer makes a difference only to those who would wait for it.
      if (settled.quiet == Quiet::settled && (terms.watch_timers.count() == 0 || surely_asleep())) return Ending::settled;
      call_shows_timer_ = settled.quiet == Quiet::until_timeout;
      if ((settled.quiet == Quiet::settled || settled.quiet == Quiet::until_timeout) && clock.since_move() >= terms.watch_timers)
        return Ending::until_a_timer;
      asleep = settled.quiet == Quiet::settled || settled.quiet == Quiet::until_timeout;
      duration<double> used{0};
      for (const auto& look : last_looks_) used += look.processor_time();
      const bool at_work = std::ranges::any_of(last_looks_, &Look::wants_to_run) || an_end_is_to_be_told();
      if (at_work) look_again = clock.since_start() + between_looks_at_work;
      const auto waited = starvation.looked(waiting_time(last_looks_));
      // It could run, and was not let: a processor stands still, or others have it ...
      if (at_work && used == used_at_last_look) clock.forgive();
      // ... for a part of the time; what its own threads take from each other is none of it.
      if (at_work && used != used_at_last_look) clock.forgive(std::min(waited, clock.since_look() - (used - used_at_last_look)));
      clock.looked();
      used_at_last_look = used;
      if (busy_loop.in_vain(used, most_work(), [this] { return still_to_read(); })) return Ending::busy_loop;
    }
    if (may_look) {
      const auto starved = starvation.time(clock.forgiven());
      const auto longest = longest_wait * session_.time_scale;
      starved_now_ = starved;
      if (clock.since_move() >= deadline() || clock.since_start() - starved >= longest || took_too_long())
        return Ending::out_of_time;
      if (starved >= longest)
        throw GraderFault(fmt::format(
            "the machine gave the program no processor for {:.0f} s: grade again when there is less to do", starved.count()));
      const auto pause = asleep ? std::min<duration<double>>(clock.since_move(), longest_between_looks_asleep)
                                : std::min<duration<double>>(clock.since_move() / 4, longest_between_looks);
      look_again = std::max<duration<double>>(look_again, clock.since_start() + pause);
    }

    watched_.clear();
    for (const auto& started : programs_) started.program.watch(watched_);
    for (const auto& named : peers_) named.peer.watch(watched_);
    for (const auto& server : servers_) {
      server.listener.watch(watched_);
      for (const auto& peer : server.arrived) peer.watch(watched_);
    }
    for (const auto& socket : datagram_sockets_) socket.peer.watch(watched_);
    // Asleep until a timer: the next look is all that there is to wait for, beside what the descriptors say.
    const auto until_look = std::chrono::duration_cast<microseconds>(look_again - clock.since_start());
    if (asleep && until_look > longest_poll_step) {
      poll_step_beside_a_timer(watched_, until_look);
      turn(clock, until_look);
    } else {
      while (!poll_step(watched_, step)) {
        step = std::min(step * 2, longest_poll_step);
        turn(clock);
        if (clock.since_start() >= look_again) break;
      }
    }
    may_look = true;
  }
}

duration<double> World::most_work() const {
  const auto time = nothing_seen_yet_            ? check::most_work_at_start
                    : !datagram_sockets_.empty() ? check::most_work_with_datagrams
                    : session_.second_look       ? check::most_work_again
                                                 : check::most_work;
  return time * session_.time_scale;
}

std::int64_t World::still_to_read() const {
  std::int64_t sum = 0;
  for (const auto& socket : sockets_.connections())
    if (socket.inode != 0 && concerns_us(socket) && !is_ours(socket)) sum += socket.receive_queue;
  for (const auto& started : programs_) sum -= bytes_read(started.program.view());
  return sum;
}

std::size_t World::bytes_written() const {
  std::size_t sum = 0;
  for (const auto& started : programs_) sum += started.program.standard_output().total() + started.program.standard_error().total();
  return sum;
}

Settled World::look_whether_settled() {
  for (const auto& named : peers_) named.peer.acknowledge();
  const Traffic traffic{[this](const Socket& socket) { return concerns_us(socket); },
                        [this](const Socket& socket) { return is_read_by_us(socket); },
                        [this](const Socket& socket) { return is_ours(socket); },
                        [this] {
                          if (!datagram_watch_) return false;
                          datagram_watch_->pump();
                          return datagram_watch_->in_flight();
                        }};
  auto settled = settle(views(), sockets_, traffic);
  last_looks_ = settled.looks;
  std::size_t at = 0;
  for (auto& started : programs_) {
    const auto& look = settled.looks[at++];
    const bool ended = started.program.wait_status().has_value();
    end_if_too_large(started, look);
    if (end_is_to_be_told(started.program, look)) settled.quiet = Quiet::busy;
    if (ended && look.tasks.empty() && !look.vanished) started.program.note_over();
  }
  return settled;
}

// RLIMIT_AS bounds a process: sixty of them could still take all the memory of the machine.
void World::end_if_too_large(StartedProgram& started, const Look& look) {
  if (look.resident_bytes() <= started.launch.limits.memory_bytes) return;
  if (!started.took_too_much_memory) timeline_.grader("kill", fmt::format("{}: {}", started.called, memory_of_all(started)));
  started.took_too_much_memory = true;
  started.program.signal_all(SIGKILL);
}

bool World::is_ours(const Socket& socket) const {
  return std::ranges::any_of(peers_, [&socket](const NamedPeer& named) {
    return socket.local == named.peer.local() && socket.remote == named.peer.remote();
  });
}

bool World::is_read_by_us(const Socket& socket) const {
  return std::ranges::any_of(peers_, [&socket](const NamedPeer& named) {
    return named.peer.reads() && socket.local == named.peer.remote() && socket.remote == named.peer.local();
  });
}

bool World::concerns_us(const Socket& socket) const {
  if (session_.isolation == Isolation::namespaces) return true;
  return std::ranges::any_of(peers_, [&socket](const NamedPeer& named) {
    const auto& peer = named.peer;
    return (socket.local == peer.local() && socket.remote == peer.remote()) ||
           (socket.local == peer.remote() && socket.remote == peer.local());
  });
}

std::vector<const ProcessView*> World::views() const {
  std::vector<const ProcessView*> views;
  for (const auto& started : programs_) views.push_back(&started.program.view());
  return views;
}

bool World::an_end_is_to_be_told() const {
  std::size_t at = 0;
  return std::ranges::any_of(programs_,
                             [&](const auto& started) { return end_is_to_be_told(started.program, last_looks_.at(at++)); });
}

bool World::surely_asleep() {
  std::size_t at = 0;
  for (auto& started : programs_) {
    const auto& look = last_looks_.at(at++);
    if (find_timer(started.program.view(), look)) return false;
    if (look.tasks.empty()) continue;
    auto& names_one = started.names_an_interval_timer;
    if (!names_one) names_one = names_an_interval_timer(started.launch.folder / started.launch.executable);
    if (*names_one) return false;
  }
  return nothing_ran_since(views(), last_looks_);
}

}  // namespace wirelab::check
