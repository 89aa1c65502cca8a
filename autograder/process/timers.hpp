// Timers that the arguments of a waiting call do not show: they may wake a program that seems to sleep for ever.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "process/look.hpp"
#include "process/process_view.hpp"

namespace wirelab {

/// The first timer that is found: a timerfd that may expire, SO_RCVTIMEO or SO_SNDTIMEO on the socket that a thread waits for, a
/// handler for SIGALRM or this signal blocked, a timer of timer_create(2). In words, e.g. "fd 5 is a timerfd". No value: there is
/// none.
std::optional<std::string> find_timer(const ProcessView& view, const Look& look);

/// Whether the file PROGRAM names alarm(2), ualarm(3) or setitimer(2). The signal of such a timer may be left to end the process,
/// which its parent waits for: then nothing in /proc tells of it. Throws GraderFault when the machine fails.
bool names_an_interval_timer(const std::filesystem::path& program);

}  // namespace wirelab
