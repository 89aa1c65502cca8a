// The only place in the grader that waits by the clock (docs/engine.md, Settled).
#pragma once

#include <poll.h>

#include <chrono>
#include <span>

namespace wirelab {

/// The longest step: facts that no descriptor announces (a thread that fell asleep, a socket that listens) are looked at
/// again after at most this long.
constexpr std::chrono::microseconds longest_poll_step{1000};

/// The same while a program sleeps until a time-out of its own: then nothing happens that no descriptor announces.
constexpr std::chrono::microseconds longest_step_beside_a_timer{100000};

/// Waits until one of WATCHED is ready, at most STEP, never more than longest_poll_step (ppoll(2)). True when one is.
bool poll_step(std::span<pollfd> watched, std::chrono::microseconds step);
/// Likewise, never more than longest_step_beside_a_timer. For World::wait and `wirelab watch` alone.
bool poll_step_beside_a_timer(std::span<pollfd> watched, std::chrono::microseconds step);

/// Waits until one of WATCHED is ready, however long: only for descriptors that are sure to become so, because the one at
/// the other end is bounded itself.
void wait_for_event(std::span<pollfd> watched);

}  // namespace wirelab
