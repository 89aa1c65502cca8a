#include "process/held_name.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>

#include "process/system_call.hpp"

namespace wirelab {

Descriptor hold_name(std::string_view name) {
  auto holder = must_open(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket to hold a name");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto length = name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  if (bind(holder.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0) return holder;
  if (errno != EADDRINUSE) fail_with_errno("hold a name");
  return {};
}

}  // namespace wirelab
