#include "process/copy_descriptor.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include "process/own_number.hpp"

namespace wirelab {

Descriptor copy_descriptor(const ProcessView& view, Pid process, int number) {
  const Pid own = own_number_of(view, process);
  if (own == Pid{}) return {};
  const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, own.number, 0)));
  if (!handle) return {};
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_getfd, handle.get(), number, 0)));
}

}  // namespace wirelab
