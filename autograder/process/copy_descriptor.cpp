#include "process/copy_descriptor.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "process/own_number.hpp"

namespace wirelab {

CopiedDescriptor copy_descriptor(const ProcessView& view, Pid process, int number) {
  const Pid own = own_number_of(view, process);
  if (own == Pid{}) return {};
  const ActingAs user(view.user());
  const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, own.number, 0)));
  if (!handle) return {};
  Descriptor copy(static_cast<int>(syscall(SYS_pidfd_getfd, handle.get(), number, 0)));
  const bool refused = !copy && errno == EPERM;
  return {std::move(copy), refused};
}

}  // namespace wirelab
