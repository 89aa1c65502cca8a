// The clock of one wait.
#pragma once

#include <algorithm>
#include <chrono>

namespace wirelab::check {

/// Time in which the program could have done something. When the program is seen to have waited for a processor, that is forgiven
/// (by who looks). When the whole machine stands still (suspended, or no processor given to
/// it), that is seen as one long turn of our own loop, and counts as a short one.
class PatientClock {
public:
  using Seconds = std::chrono::duration<double>;

  /// A turn in which we wanted to wait for ASKED. Gives for how long the machine has stood still in it: time that is neither ours
  /// nor that of others which had the processor while we waited for it.
  Seconds tick(Seconds asked = {});
  void moved() { since_move_ = at_last_look_ = Seconds(0); }
  void looked() { at_last_look_ = since_move_; }
  /// The time since the last look was none of the program's.
  void forgive() { forgive(since_look()); }
  /// So much of it was not.
  void forgive(Seconds part) {
    const auto time = std::clamp(part, Seconds(0), since_look());
    forgiven_ += time;
    since_move_ = time == since_look() ? at_last_look_ : since_move_ - time;  // exact, where all of it is
  }
  Seconds since_start() const { return since_start_; }
  Seconds since_move() const { return since_move_; }
  /// Since the last look or the last move, whichever came later.
  Seconds since_look() const { return since_move_ - at_last_look_; }
  /// All that was forgiven since the start.
  Seconds forgiven() const { return forgiven_; }

private:
  /// How long this process has waited for a processor, all in all: the second number of /proc/PID/schedstat (proc(5)).
  static std::chrono::nanoseconds own_wait_for_a_processor();

  std::chrono::nanoseconds waited_ = own_wait_for_a_processor();
  std::chrono::steady_clock::time_point last_tick_ = std::chrono::steady_clock::now();
  Seconds since_start_{0};
  Seconds since_move_{0};
  Seconds at_last_look_{0};
  Seconds forgiven_{0};
};

}  // namespace wirelab::check
