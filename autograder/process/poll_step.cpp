#include "process/poll_step.hpp"

#include <algorithm>
#include <cerrno>

#include "process/system_call.hpp"

namespace wirelab {

bool poll_step(std::span<pollfd> watched, std::chrono::microseconds step) {
  const auto bounded = std::clamp(step, std::chrono::microseconds{0}, longest_poll_step);
  timespec timeout{0, static_cast<long>(std::chrono::nanoseconds(bounded).count())};
  const int ready = ppoll(watched.data(), watched.size(), &timeout, nullptr);
  if (ready < 0 && errno != EINTR) fail_with_errno("ppoll");
  return ready > 0;
}

void wait_for_event(std::span<pollfd> watched) {
  while (ppoll(watched.data(), watched.size(), nullptr, nullptr) < 0)
    if (errno != EINTR) fail_with_errno("ppoll");
}

}  // namespace wirelab
