// What a run keeps in the file system while it lasts, and what is left of it when it is killed: nothing.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "process/descriptor.hpp"

namespace wirelab {

/// A folder for everything temporary of this process, which TMPDIR names from now on, and a child that does nothing but wait for
/// our end, however it comes (SIGKILL too), and then removes the folder and the files that are half written
/// (report/whole_file.hpp).
class LeftOvers {
public:
  /// Before the first box, in a process with one thread. Throws GraderFault (no room, no right).
  LeftOvers();
  LeftOvers(const LeftOvers&) = delete;
  LeftOvers& operator=(const LeftOvers&) = delete;
  /// Waits until all is removed.
  ~LeftOvers();

private:
  Descriptor line_;  ///< to the child; that it is closed tells of our end
  pid_t child_ = 0;
};

}  // namespace wirelab
