// Landlock (landlock(7)): what a process may do with files, and whom it may send signals, taken away by itself. For `uid`, where
// there is no file system of the box's own.
#pragma once

#include <string>
#include <vector>

#include "process/descriptor.hpp"

namespace wirelab {

struct ReachableFiles {
  std::vector<std::string> readable;  ///< folders and files, to read and execute
  std::vector<std::string> writable;
};

/// The version of Landlock that the kernel has; 0: none. (Files from 1 on; signals and abstract Unix sockets from 6 on.)
int landlock_version();

/// Rules that leave only FILES, and with version 6 nobody to signal but who is under the same rules. Empty where there is no
/// Landlock. What is not there is left out. Throws GraderFault.
Descriptor make_landlock_rules(const ReachableFiles& files);

/// Puts this process, and all that it will start, under the rules. Needs no_new_privs. False: errno tells.
bool enter_landlock(const Descriptor& rules);

}  // namespace wirelab
