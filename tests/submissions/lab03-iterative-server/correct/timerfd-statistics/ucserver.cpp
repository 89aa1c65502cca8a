// Correct. pselect on the socket and on a timerfd, which asks for a line of statistics on standard error every 30 s.
// SIGTERM ends it by its default action.
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

struct Statistics {
  std::uint64_t clients = 0, bytes = 0;
} statistics;

int timer = -1;

[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

enum class For { reading, writing };

void await(int fd, For what) {
  for (;;) {
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(timer, &in);
    FD_SET(fd, what == For::reading ? &in : &out);
    if (pselect(std::max(fd, timer) + 1, &in, &out, nullptr, nullptr, nullptr) < 0) {
      if (errno == EINTR) continue;
      die("pselect");
    }
    std::uint64_t times = 0;
    if (FD_ISSET(timer, &in) && read(timer, &times, sizeof times) == sizeof times)
      std::fprintf(stderr, "%llu clients, %llu bytes\n", static_cast<unsigned long long>(statistics.clients),
                   static_cast<unsigned long long>(statistics.bytes));
    if (FD_ISSET(fd, what == For::reading ? &in : &out)) return;
  }
}

bool again() { return errno == EINTR || errno == EAGAIN; }

void serve(int fd) {
  ++statistics.clients;
  std::vector<char> bytes(6000);
  for (;;) {
    await(fd, For::reading);
    const ssize_t got = recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0 && again()) continue;
    if (got <= 0) return;
    statistics.bytes += static_cast<std::uint64_t>(got);
    std::for_each(bytes.begin(), bytes.begin() + got, [](char& c) {
      static constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz", big = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
      if (const auto at = small.find(c); at != small.npos) c = big[at];
    });
    for (ssize_t done = 0; done < got;) {
      await(fd, For::writing);
      const ssize_t sent = send(fd, bytes.data() + done, static_cast<std::size_t>(got - done), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent < 0 && !again()) return;
      if (sent > 0) done += sent;
    }
  }
}

bool parse(std::string_view text, std::uint16_t& port) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), port);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

}  // namespace

int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  if (argc != 2 || !parse(argv[1], port)) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (timer < 0) die("timerfd_create");
  const itimerspec half_minute{{30, 0}, {30, 0}};
  if (timerfd_settime(timer, 0, &half_minute, nullptr) < 0) die("timerfd_settime");

  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) die("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons(port);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) die("bind");
  if (listen(listener, 25) < 0) die("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) die("getsockname");
  std::printf("ready 0.0.0.0 %d\n", int{ntohs(address.sin_port)});
  if (std::fflush(stdout) != 0) die("write");

  for (;;) {
    await(listener, For::reading);
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
      if (again() || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      die("accept");
    }
    serve(fd);
    close(fd);
  }
}
