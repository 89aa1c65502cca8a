// Reading proc(5) below a given /proc.
#pragma once

#include <fcntl.h>

#include <optional>
#include <string>

#include "process/descriptor.hpp"

namespace wirelab {

/// The whole of PROC/NAME. No value: it is gone, or may not be read.
std::optional<std::string> read_proc_file(const Descriptor& proc, const std::string& name);

/// The same, of a file with an absolute NAME ("/proc/self/schedstat").
std::optional<std::string> read_proc_file(const std::string& name);

/// Where the link PROC/NAME points. No value: it is gone, or may not be read.
std::optional<std::string> read_proc_link(const Descriptor& proc, const std::string& name);

}  // namespace wirelab
