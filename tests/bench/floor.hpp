// The floor: what the exchanges of lab 03 cost by themselves. A bare client starts the server with posix_spawn, asks until it
// answers, and sends and receives what the checks do, with plain blocking calls: no box, no network of its own, no watching, no
// checking.
#pragma once

#include <string>

namespace wirelab::bench {

/// All exchanges of the 24 checks of lab 03, one after another, on ports that are chosen by the kernel.
void run_floor(const std::string& server);

}  // namespace wirelab::bench
