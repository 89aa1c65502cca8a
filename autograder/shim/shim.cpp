// Loaded before a student's program (ld.so(8), LD_PRELOAD) to make happen what hardly ever happens on loopback. What is changed
// is said in WIRELAB_SHIM, a list of NAME=NUMBER with commas between:
//
//   short_sends=N     send, sendto, sendmsg, write, writev on a connected stream socket take at most N bytes
//   short_receives=N  recv, recvfrom, recvmsg, read, readv on a connected stream socket give at most N bytes
//   interrupts=1      every other call of these and of accept, accept4 on a socket fails with EINTR, and nothing has happened
//   forks=N           the first N calls of fork go well, later ones fail with EAGAIN
//   log=1             what the program calls is told in the file WIRELAB_CALLS (call_log.hpp, observed_calls.cpp)
//
// Nothing of the C++ library is used, so that no program is given a second one.

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>

#include "call_log.hpp"
#include "next.hpp"
#include "settings.hpp"

using shim::address;
using shim::bytes;
using shim::log_call;
using shim::next;
using shim::setting;

namespace {

bool is_socket(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

bool is_stream(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

/// Whether this call is one that is interrupted. errno is left alone when it is not.
bool interrupted(int descriptor) {
  static const bool wanted = setting("interrupts", 0) != 0;
  static std::atomic<unsigned> calls{0};
  if (!wanted) return false;
  const int before = errno;
  const bool socket = is_socket(descriptor);
  errno = before;
  if (!socket || calls++ % 2 != 0) return false;
  errno = EINTR;
  return true;
}

size_t shortened(const char* which, int descriptor, size_t size) {
  const long most = setting(which, LONG_MAX);
  if (size <= static_cast<size_t>(most)) return size;
  const int before = errno;
  const bool stream = is_stream(descriptor);
  errno = before;
  return stream ? static_cast<size_t>(most) : size;
}

/// The first part of a vector is all that is handed on, shortened: a smaller transfer is always allowed.
iovec first_of(const iovec* parts, int count) {
  for (int index = 0; index < count; ++index)
    if (parts[index].iov_len > 0) return parts[index];
  return {nullptr, 0};
}

size_t size_of(const iovec* parts, int count) {
  size_t sum = 0;
  for (int index = 0; index < count; ++index) sum += parts[index].iov_len;
  return sum;
}

/// What was sent, or, when a full socket took nothing, what was to be.
shim::Text sent(const void* data, size_t size, ssize_t count) {
  return count < 0 && errno == EAGAIN ? shim::bytes_not_taken(data, size) : bytes(data, count);
}

/// The calls as a program meets them here: changed where that was asked for.
namespace changed {

ssize_t send(int descriptor, const void* data, size_t size, int flags) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(send)>("send")(descriptor, data, shortened("short_sends", descriptor, size), flags);
}

ssize_t sendto(int descriptor, const void* data, size_t size, int flags, const sockaddr* to, socklen_t length) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(sendto)>("sendto")(descriptor, data, shortened("short_sends", descriptor, size), flags, to, length);
}

ssize_t sendmsg(int descriptor, const msghdr* message, int flags) {
  if (interrupted(descriptor)) return -1;
  iovec first = first_of(message->msg_iov, static_cast<int>(message->msg_iovlen));
  const size_t most = shortened("short_sends", descriptor, first.iov_len);
  if (most == first.iov_len && message->msg_iovlen <= 1) return next<decltype(sendmsg)>("sendmsg")(descriptor, message, flags);
  if (setting("short_sends", 0) == 0 || !is_stream(descriptor))
    return next<decltype(sendmsg)>("sendmsg")(descriptor, message, flags);
  msghdr smaller = *message;
  first.iov_len = most;
  smaller.msg_iov = &first;
  smaller.msg_iovlen = 1;
  return next<decltype(sendmsg)>("sendmsg")(descriptor, &smaller, flags);
}

ssize_t write(int descriptor, const void* data, size_t size) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(write)>("write")(descriptor, data, shortened("short_sends", descriptor, size));
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
  if (interrupted(descriptor)) return -1;
  if (setting("short_sends", 0) == 0 || !is_stream(descriptor)) return next<decltype(writev)>("writev")(descriptor, parts, count);
  const iovec first = first_of(parts, count);
  return next<decltype(write)>("write")(descriptor, first.iov_base, shortened("short_sends", descriptor, first.iov_len));
}

ssize_t recv(int descriptor, void* data, size_t size, int flags) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(recv)>("recv")(descriptor, data, shortened("short_receives", descriptor, size), flags);
}

ssize_t recvfrom(int descriptor, void* data, size_t size, int flags, sockaddr* from, socklen_t* length) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(recvfrom)>("recvfrom")(descriptor, data, shortened("short_receives", descriptor, size), flags, from, length);
}

ssize_t recvmsg(int descriptor, msghdr* message, int flags) {
  if (interrupted(descriptor)) return -1;
  if (setting("short_receives", 0) == 0 || !is_stream(descriptor))
    return next<decltype(recvmsg)>("recvmsg")(descriptor, message, flags);
  iovec first = first_of(message->msg_iov, static_cast<int>(message->msg_iovlen));
  first.iov_len = shortened("short_receives", descriptor, first.iov_len);
  msghdr smaller = *message;
  smaller.msg_iov = &first;
  smaller.msg_iovlen = 1;
  const ssize_t count = next<decltype(recvmsg)>("recvmsg")(descriptor, &smaller, flags);
  message->msg_namelen = smaller.msg_namelen;
  message->msg_controllen = smaller.msg_controllen;
  message->msg_flags = smaller.msg_flags;
  return count;
}

ssize_t read(int descriptor, void* data, size_t size) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(read)>("read")(descriptor, data, shortened("short_receives", descriptor, size));
}

ssize_t readv(int descriptor, const iovec* parts, int count) {
  if (interrupted(descriptor)) return -1;
  if (setting("short_receives", 0) == 0 || !is_stream(descriptor)) return next<decltype(readv)>("readv")(descriptor, parts, count);
  const iovec first = first_of(parts, count);
  return next<decltype(read)>("read")(descriptor, first.iov_base, shortened("short_receives", descriptor, first.iov_len));
}

int accept(int descriptor, sockaddr* address, socklen_t* length) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(accept)>("accept")(descriptor, address, length);
}

int accept4(int descriptor, sockaddr* address, socklen_t* length, int flags) {
  if (interrupted(descriptor)) return -1;
  return next<decltype(accept4)>("accept4")(descriptor, address, length, flags);
}

pid_t fork() {
  static const long most = setting("forks", LONG_MAX);
  static std::atomic<long> calls{0};
  if (calls++ >= most) {
    errno = EAGAIN;
    return -1;
  }
  return next<decltype(fork)>("fork")();
}

}  // namespace changed

}  // namespace

extern "C" {

ssize_t send(int descriptor, const void* data, size_t size, int flags) {
  const ssize_t count = changed::send(descriptor, data, size, flags);
  log_call("send", count, "%d\t%zu\t%d\t%s", descriptor, size, flags, sent(data, size, count).characters);
  return count;
}

ssize_t sendto(int descriptor, const void* data, size_t size, int flags, const sockaddr* to, socklen_t length) {
  const ssize_t count = changed::sendto(descriptor, data, size, flags, to, length);
  log_call("sendto", count, "%d\t%zu\t%s\t%s", descriptor, size, address(to, length).characters, bytes(data, count).characters);
  return count;
}

ssize_t sendmsg(int descriptor, const msghdr* message, int flags) {
  const ssize_t count = changed::sendmsg(descriptor, message, flags);
  log_call("sendmsg", count, "%d\t%zu", descriptor, size_of(message->msg_iov, static_cast<int>(message->msg_iovlen)));
  return count;
}

ssize_t write(int descriptor, const void* data, size_t size) {
  const ssize_t count = changed::write(descriptor, data, size);
  log_call("write", count, "%d\t%zu\t0\t%s", descriptor, size, sent(data, size, count).characters);
  return count;
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
  const ssize_t written = changed::writev(descriptor, parts, count);
  log_call("writev", written, "%d\t%zu", descriptor, size_of(parts, count));
  return written;
}

ssize_t recv(int descriptor, void* data, size_t size, int flags) {
  const ssize_t count = changed::recv(descriptor, data, size, flags);
  log_call("recv", count, "%d\t%zu\t%d\t%s", descriptor, size, flags, bytes(data, count).characters);
  return count;
}

ssize_t recvfrom(int descriptor, void* data, size_t size, int flags, sockaddr* from, socklen_t* length) {
  const long room = length == nullptr ? -1 : static_cast<long>(*length);
  const ssize_t count = changed::recvfrom(descriptor, data, size, flags, from, length);
  const bool told = count >= 0 && from != nullptr && room >= static_cast<long>(sizeof(sockaddr_in));
  log_call("recvfrom", count, "%d\t%zu\t%d\t%s\t%s\t%ld", descriptor, size, flags, bytes(data, count).characters,
           told ? address(from, *length).characters : "none", room);
  return count;
}

ssize_t recvmsg(int descriptor, msghdr* message, int flags) {
  const ssize_t count = changed::recvmsg(descriptor, message, flags);
  log_call("recvmsg", count, "%d\t%zu\t%d", descriptor, size_of(message->msg_iov, static_cast<int>(message->msg_iovlen)), flags);
  return count;
}

ssize_t read(int descriptor, void* data, size_t size) {
  const ssize_t count = changed::read(descriptor, data, size);
  log_call("read", count, "%d\t%zu\t0\t%s", descriptor, size, bytes(data, count).characters);
  return count;
}

ssize_t readv(int descriptor, const iovec* parts, int count) {
  const ssize_t taken = changed::readv(descriptor, parts, count);
  log_call("readv", taken, "%d\t%zu\t0", descriptor, size_of(parts, count));
  return taken;
}

int accept(int descriptor, sockaddr* name, socklen_t* length) {
  const unsigned room = length == nullptr ? 0 : *length;
  const int made = changed::accept(descriptor, name, length);
  log_call("accept", made, "%d\t%u", descriptor, room);
  return made;
}

int accept4(int descriptor, sockaddr* name, socklen_t* length, int flags) {
  const unsigned room = length == nullptr ? 0 : *length;
  const int made = changed::accept4(descriptor, name, length, flags);
  log_call("accept", made, "%d\t%u", descriptor, room);
  return made;
}

pid_t fork() noexcept {
  const pid_t child = changed::fork();
  if (child != 0) log_call("fork", child, "%s", "");
  return child;
}

}  // extern "C"
