// Timers that the arguments of a waiting call do not show: they may wake a program that seems to sleep for ever.
#pragma once

#include <optional>
#include <string>

#include "process/look.hpp"
#include "process/process_view.hpp"

namespace wirelab {

/// The first timer that is found: a timerfd that may expire, SO_RCVTIMEO or SO_SNDTIMEO on the socket that a thread waits for, a
/// handler for SIGALRM or this signal blocked, a timer of timer_create(2). In words, e.g. "fd 5 is a timerfd". No value: there is
/// none.
std::optional<std::string> find_timer(const ProcessView& view, const Look& look);

}  // namespace wirelab
