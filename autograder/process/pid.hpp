// A process or thread id, as the program that is watched sees it.
#pragma once

#include <sys/types.h>

#include <compare>

namespace wirelab {

struct Pid {
  pid_t number = 0;
  auto operator<=>(const Pid&) const = default;  // NOLINT(modernize-use-nullptr): what the compiler makes of it
};

}  // namespace wirelab
