// The system calls that a program in the box does not get: a deny list for seccomp(2).
#pragma once

#include <linux/filter.h>

#include <vector>

namespace wirelab {

/// The compiled filter. It is made once and loaded many times: making it costs more than a box. Everything on the list fails
/// with ENOSYS, as if the kernel did not have it; other architectures' calls too. Throws GraderFault.
const std::vector<sock_filter>& system_call_filter();

/// Puts the filter on this process and all it will start. Needs no_new_privs. False: errno tells.
bool load_system_call_filter(const std::vector<sock_filter>& filter);

}  // namespace wirelab
