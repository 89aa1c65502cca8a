// System calls of the grader itself: when one fails that has no reason to, it is the grader's fault, never the student's.
#pragma once

#include <string_view>

#include "process/descriptor.hpp"

namespace wirelab {

/// Throws GraderFault "WHAT: reason" from errno.
[[noreturn]] void fail_with_errno(std::string_view what);

/// RESULT, unless it is negative: then throws GraderFault "WHAT: reason".
template <typename Number>
Number must(Number result, std::string_view what) {
  if (result < 0) fail_with_errno(what);
  return result;
}

/// A descriptor that must(...) be there.
inline Descriptor must_open(int result, std::string_view what) { return Descriptor(must(result, what)); }

/// pipe2(2) with O_CLOEXEC: {read end, write end}.
struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};
Pipe make_pipe();

/// Sets O_NONBLOCK.
void make_nonblocking(const Descriptor& descriptor);

}  // namespace wirelab
