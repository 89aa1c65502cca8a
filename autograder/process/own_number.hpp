// The same process by two numbers: a box has a pid namespace of its own.
#pragma once

#include "process/process_view.hpp"

namespace wirelab {

/// Our own number for PROCESS of VIEW, found among what descends from init; children of a thread that is not the first are
/// found through the whole /proc. Pid{}: it is gone.
Pid own_number_of(const ProcessView& view, Pid process);

}  // namespace wirelab
