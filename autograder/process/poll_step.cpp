#include "process/poll_step.hpp"

#include <algorithm>
#include <cerrno>

#include "process/system_call.hpp"

namespace wirelab {

namespace {

bool step_at_most(std::span<pollfd> watched, std::chrono::microseconds step, std::chrono::microseconds longest) {
  const auto bounded = std::clamp(step, std::chrono::microseconds{0}, longest);
  timespec timeout{0, static_cast<long>(std::chrono::nanoseconds(bounded).count())};
  const int ready = ppoll(watched.data(), watched.size(), &timeout, nullptr);
  if (ready < 0 && errno != EINTR) fail_with_errno("ppoll");
  return ready > 0;
}

}  // namespace

bool poll_step(std::span<pollfd> watched, std::chrono::microseconds step) { return step_at_most(watched, step, longest_poll_step); }

bool poll_step_beside_a_timer(std::span<pollfd> watched, std::chrono::microseconds step) {
  return step_at_most(watched, step, longest_step_beside_a_timer);
}

void wait_for_event(std::span<pollfd> watched) {
  while (ppoll(watched.data(), watched.size(), nullptr, nullptr) < 0)
    if (errno != EINTR) fail_with_errno("ppoll");
}

}  // namespace wirelab
