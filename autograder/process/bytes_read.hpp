// How much a program has read, as the kernel counts it.
#pragma once

#include <cstdint>

#include "process/process_view.hpp"

namespace wirelab {

/// Bytes that the program's processes have got from read(2) and its kin since they began (proc(5), io: rchar). What came by recv(2)
/// is not among them. 0 where the kernel does not count.
std::int64_t bytes_read(const ProcessView& view);

}  // namespace wirelab
