// Correct. Every socket is non-blocking; poll asks for POLLIN while there is room in the buffer and for POLLOUT while there
// is something in it, so it reads and writes at the same time. Still one client at a time.
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

[[noreturn]] void quit(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

bool passing(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

void wait_for(int fd, short events) {
  pollfd entry{fd, events, 0};
  while (poll(&entry, 1, -1) < 0)
    if (errno != EINTR) quit("poll");
}

class Buffer {
 public:
  bool empty() const { return begin_ == end_; }
  bool full() const { return end_ - begin_ == bytes_.size(); }

  // false: this direction is over, by end of stream or by an error
  bool fill_from(int fd, bool& broken) {
    if (begin_ > 0 && end_ == bytes_.size()) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    const ssize_t n = recv(fd, bytes_.data() + end_, bytes_.size() - end_, 0);
    if (n < 0) {
      broken = !passing(errno);
      return !broken;
    }
    for (ssize_t i = 0; i < n; ++i) {
      char& c = bytes_[end_++];
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
    }
    return n > 0;
  }

  void drain_to(int fd, bool& broken) {
    const ssize_t n = send(fd, bytes_.data() + begin_, end_ - begin_, MSG_NOSIGNAL);
    if (n < 0) {
      broken = !passing(errno);
      return;
    }
    begin_ += static_cast<std::size_t>(n);
    if (empty()) begin_ = end_ = 0;
  }

 private:
  std::array<char, 20000> bytes_;
  std::size_t begin_ = 0, end_ = 0;
};

void serve(int fd) {
  Buffer buffer;
  bool open = true, broken = false;
  while (!broken && (open || !buffer.empty())) {
    pollfd entry{fd, 0, 0};
    if (open && !buffer.full()) entry.events |= POLLIN;
    if (!buffer.empty()) entry.events |= POLLOUT;
    if (poll(&entry, 1, -1) < 0) {
      if (errno == EINTR) continue;
      quit("poll");
    }
    // An error or a hang-up shows in the next call, whichever is possible
    const bool trouble = entry.revents & (POLLERR | POLLHUP | POLLNVAL);
    if ((entry.events & POLLIN) && ((entry.revents & POLLIN) || trouble)) open = buffer.fill_from(fd, broken);
    if (!broken && !buffer.empty() && ((entry.revents & POLLOUT) || trouble)) buffer.drain_to(fd, broken);
  }
}

int port_of(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > 65535) return -1;
  return static_cast<int>(value);
}

}  // namespace

int main(int argc, char** argv) {
  const int port = argc == 2 ? port_of(argv[1]) : -1;
  if (port < 0) {
    std::fprintf(stderr, "usage: %s PORT\n", "ucserver");
    return 2;
  }

  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) quit("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) quit("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) quit("bind");
  if (listen(listener, 128) < 0) quit("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) quit("getsockname");
  if (dprintf(STDOUT_FILENO, "ready 0.0.0.0 %d\n", ntohs(address.sin_port)) < 0) quit("write");

  for (;;) {
    wait_for(listener, POLLIN);
    const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (passing(errno) || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      quit("accept");
    }
    serve(fd);
    close(fd);
  }
}
