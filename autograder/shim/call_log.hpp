// The log of calls that a program makes to the C library, one line each: PID, name, result, errno, arguments, with tabs between.
#pragma once

#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

namespace shim {

/// Whether the log was asked for (WIRELAB_SHIM, log=1).
bool logging();

/// A text that stands between two tabs.
struct Text {
  char characters[160];
};

/// "AF_INET 127.0.0.1:8080"; what cannot be read as an address is told by its family and length alone.
Text address(const sockaddr* address, socklen_t length);
/// The first bytes of DATA and the last, escaped.
Text bytes(const void* data, ssize_t size);

/// The first bytes of what a call was given and did not take: the kernel reads them for us, so that a wrong pointer does no harm.
Text bytes_not_taken(const void* data, size_t size);

/// Writes one line; ARGUMENTS as printf(3) makes them. errno is left as it is. Only the first calls of a process are kept.
[[gnu::format(printf, 3, 4)]] void log_call(const char* name, long result, const char* arguments, ...);

}  // namespace shim
