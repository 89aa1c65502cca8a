#include "call_log.hpp"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

#include "settings.hpp"

namespace shim {
namespace {

constexpr unsigned most_calls = 4000;
/// Above the descriptors that a program has any use for, so that its own keep their numbers.
constexpr int lowest_own_descriptor = 100;

int log_descriptor = -1;
std::atomic<unsigned> calls{0};

[[gnu::constructor]] void open_log() {
  const char* path = getenv("WIRELAB_CALLS");
  if (setting("log", 0) == 0 || path == nullptr) return;
  const long opened = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (opened < 0) return;
  log_descriptor = fcntl(static_cast<int>(opened), F_DUPFD_CLOEXEC, lowest_own_descriptor);
  syscall(SYS_close, opened);
  log_call("start", 0, "%s", "");  // so that an empty log is one that could not be written
}

}  // namespace

bool logging() { return log_descriptor >= 0; }

Text address(const sockaddr* address, socklen_t length) {
  Text text{};
  char host[INET6_ADDRSTRLEN] = "?";
  if (address == nullptr) {
    snprintf(text.characters, sizeof text.characters, "none");
  } else if (address->sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    sockaddr_in ipv4;
    memcpy(&ipv4, address, sizeof ipv4);
    inet_ntop(AF_INET, &ipv4.sin_addr, host, sizeof host);
    snprintf(text.characters, sizeof text.characters, "AF_INET %s:%u", host, ntohs(ipv4.sin_port));
  } else if (address->sa_family == AF_INET6 && length >= sizeof(sockaddr_in6)) {
    sockaddr_in6 ipv6;
    memcpy(&ipv6, address, sizeof ipv6);
    inet_ntop(AF_INET6, &ipv6.sin6_addr, host, sizeof host);
    snprintf(text.characters, sizeof text.characters, "AF_INET6 [%s]:%u", host, ntohs(ipv6.sin6_port));
  } else {
    snprintf(text.characters, sizeof text.characters, "family %u", address->sa_family);
  }
  return text;
}

Text bytes(const void* data, ssize_t size) {
  constexpr ssize_t head = 24;
  constexpr ssize_t tail = 6;
  Text text{};
  const auto* at = static_cast<const unsigned char*>(data);
  size_t used = 0;
  for (ssize_t index = 0; index < size; ++index) {
    if (size > head + tail && index == head) {
      used += static_cast<size_t>(snprintf(text.characters + used, sizeof text.characters - used, "..."));
      index = size - tail;
    }
    const bool plain = at[index] >= 0x20 && at[index] <= 0x7e && at[index] != '\\';
    used +=
        static_cast<size_t>(snprintf(text.characters + used, sizeof text.characters - used, plain ? "%c" : "\\x%02x", at[index]));
  }
  return text;
}

Text bytes_not_taken(const void* data, size_t size) {
  constexpr size_t shown = 24;
  char copy[shown];
  int ends[2];
  const int before = errno;
  long count = 0;
  if (logging() && syscall(SYS_pipe2, ends, O_CLOEXEC | O_NONBLOCK) == 0) {
    count = syscall(SYS_write, ends[1], data, size < shown ? size : shown);
    if (count > 0) count = syscall(SYS_read, ends[0], copy, sizeof copy);
    syscall(SYS_close, ends[0]);
    syscall(SYS_close, ends[1]);
  }
  errno = before;
  return bytes(copy, count);
}

void log_call(const char* name, long result, const char* arguments, ...) {
  if (!logging() || calls++ >= most_calls) return;
  const int before = errno;
  char line[512];
  size_t used = static_cast<size_t>(
      snprintf(line, sizeof line, "%ld\t%s\t%ld\t%d", syscall(SYS_getpid), name, result, result < 0 ? before : 0));
  if (*arguments != '\0') {
    line[used++] = '\t';
    va_list list;
    va_start(list, arguments);
    const int more = vsnprintf(line + used, sizeof line - used - 1, arguments, list);
    va_end(list);
    if (more > 0) used += static_cast<size_t>(more) < sizeof line - used - 1 ? static_cast<size_t>(more) : sizeof line - used - 2;
  }
  line[used++] = '\n';
  syscall(SYS_write, log_descriptor, line, used);
  errno = before;
}

}  // namespace shim
