// How long programs were kept from running.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace wirelab::check {

/// The time of one wait in which programs could have run and were given no processor: the machine's time, not theirs.
class Starvation {
public:
  using Seconds = std::chrono::duration<double>;

  /// WAITED: for how long all their threads have waited for a processor, as of a look. What a process has waited goes from this sum
  /// when it ends. Gives what has come to it since the look before.
  Seconds looked(Seconds waited) {
    if (!at_first_) at_first_ = waited_ = waited;
    return waited - std::exchange(waited_, waited);
  }

  /// FORGIVEN: the time in which nothing of theirs was let run (PatientClock). More than that they were not starved, however many
  /// threads have waited side by side; nor does it hold alone, since who sleeps in the kernel has waited for nothing.
  Seconds time(Seconds forgiven) const {
    return std::clamp(waited_ - at_first_.value_or(waited_), Seconds(0), std::max(forgiven, Seconds(0)));
  }

private:
  std::optional<Seconds> at_first_;
  Seconds waited_{0};
};

}  // namespace wirelab::check
