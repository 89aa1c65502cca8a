// A copy of a descriptor of the program, to ask the kernel about what it stands for.
#pragma once

#include "process/descriptor.hpp"
#include "process/process_view.hpp"

namespace wirelab {

/// Descriptor NUMBER of PROCESS, copied here (pidfd_getfd(2)). Empty: it is gone, or we may not.
Descriptor copy_descriptor(const ProcessView& view, Pid process, int number);

}  // namespace wirelab
