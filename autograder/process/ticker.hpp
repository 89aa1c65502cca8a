// A clock that a poll can wait for.
#pragma once

#include <chrono>

#include "process/descriptor.hpp"

namespace wirelab {

/// Becomes readable each time INTERVAL has passed (timerfd_create(2)).
class Ticker {
public:
  /// Throws GraderFault.
  explicit Ticker(std::chrono::milliseconds interval);

  const Descriptor& descriptor() const { return timer_; }
  /// Whether the interval has passed since it was last asked, once or several times.
  bool ticked() const;

private:
  Descriptor timer_;
};

}  // namespace wirelab
