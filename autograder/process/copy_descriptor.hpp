// A copy of a descriptor of the program, to ask the kernel about what it stands for.
#pragma once

#include "process/descriptor.hpp"
#include "process/process_view.hpp"

namespace wirelab {

struct CopiedDescriptor {
  Descriptor copy;       ///< empty: it is gone, or we may not have it
  bool refused = false;  ///< we may not: a container keeps the call from its root
};

/// Descriptor NUMBER of PROCESS, copied here (pidfd_getfd(2)).
CopiedDescriptor copy_descriptor(const ProcessView& view, Pid process, int number);

}  // namespace wirelab
