#include "process/ticker.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>

#include "process/system_call.hpp"

namespace wirelab {

Ticker::Ticker(std::chrono::milliseconds interval)
    : timer_(must_open(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd")) {
  const timespec step{interval.count() / 1000, interval.count() % 1000 * 1'000'000};
  const itimerspec both{step, step};
  must(timerfd_settime(timer_.get(), 0, &both, nullptr), "timerfd_settime");
}

bool Ticker::ticked() const {
  std::uint64_t ticks = 0;
  return read(timer_.get(), &ticks, sizeof ticks) > 0;
}

}  // namespace wirelab
