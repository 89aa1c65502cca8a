// The descriptors of a process, from /proc/PID/fd.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "process/process_view.hpp"

namespace wirelab {

struct OpenFile {
  int number = 0;
  std::string target;  ///< "socket:[1234]", "pipe:[99]", "/box/file"

  /// The inode, when it is a socket.
  std::optional<std::uint64_t> socket_inode() const;
};

/// In ascending order; empty when the process is gone.
std::vector<OpenFile> open_files(const ProcessView& view, Pid process);

/// Whether any process of the program holds the socket with this inode.
bool holds_socket(const ProcessView& view, std::uint64_t inode);

}  // namespace wirelab
