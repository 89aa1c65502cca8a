#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <deque>
#include <iostream>
#include <string>

namespace {

constexpr std::size_t queue_limit = 256 << 10;

[[noreturn]] void fail(const char* call) {
  std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << std::endl;
  std::exit(1);
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

// Reads and writes as either side is ready, with a queue between the two.
void serve(int fd) {
  std::string queue;
  bool ended = false;
  char piece[8192];
  while (!ended || !queue.empty()) {
    pollfd p{fd, 0, 0};
    if (!ended) p.events |= POLLIN;
    if (!queue.empty()) p.events |= POLLOUT;
    if (poll(&p, 1, -1) < 0) {
      if (errno == EINTR) continue;
      fail("poll");
    }
    if (!ended && p.revents != 0) {
      const ssize_t n = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
      if (n < 0 && !would_block()) return;
      if (n == 0) ended = true;
      if (n > 0) {
        for (ssize_t i = 0; i < n; ++i)
          if (piece[i] >= 'a' && piece[i] <= 'z') piece[i] = static_cast<char>(piece[i] - 32);
        queue.append(piece, std::min<std::size_t>(n, queue_limit - queue.size()));
      }
    }
    if (!queue.empty() && p.revents != 0) {
      const ssize_t n = send(fd, queue.data(), queue.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (n < 0 && !would_block()) return;
      if (n > 0) queue.erase(0, static_cast<std::size_t>(n));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  const std::string text = argc == 2 ? argv[1] : "";
  const auto parsed = std::from_chars(text.c_str(), text.c_str() + text.size(), port);
  if (parsed.ec != std::errc() || parsed.ptr != text.c_str() + text.size()) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) < 0) fail("bind");
  if (listen(listener, 128) < 0) fail("listen");
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) fail("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << std::endl;
  while (true) {
    const int client = accept(listener, nullptr, nullptr);
    if (client < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
      fail("accept");
    }
    serve(client);
    close(client);
  }
}
