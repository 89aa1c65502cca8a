#include "process/system_call.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab {

void fail_with_errno(std::string_view what) {
  const int number = errno;
  throw GraderFault(fmt::format("{}: {}", what, std::strerror(number)));
}

Pipe make_pipe() {
  int ends[2];
  must(pipe2(ends, O_CLOEXEC), "pipe2");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void make_nonblocking(const Descriptor& descriptor) {
  const int flags = must(fcntl(descriptor.get(), F_GETFL), "fcntl F_GETFL");
  must(fcntl(descriptor.get(), F_SETFL, flags | O_NONBLOCK), "fcntl F_SETFL");
}

}  // namespace wirelab
