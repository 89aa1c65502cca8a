// Correct, and slow on purpose: at most one answer in 5 ms. The pace comes from a timerfd that is read when an answer is due.
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

static void fail(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

class Pace {
 public:
  Pace() : timer_(timerfd_create(CLOCK_MONOTONIC, 0)) {
    if (timer_ < 0) fail("timerfd_create");
  }
  void wait() const {
    const itimerspec once{{0, 0}, {0, 5000000}};
    if (timerfd_settime(timer_, 0, &once, nullptr) < 0) fail("timerfd_settime");
    std::uint64_t times;
    while (read(timer_, &times, sizeof times) < 0)
      if (errno != EINTR) fail("read");
  }

 private:
  int timer_;
};

template <typename Call>
static ssize_t uninterrupted(Call call) {
  ssize_t result;
  do result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

static void serve(int fd, const Pace& pace) {
  constexpr std::size_t size = 64 * 1024;
  const auto bytes = std::make_unique<char[]>(size);
  for (;;) {
    const ssize_t got = uninterrupted([&] { return recv(fd, bytes.get(), size, 0); });
    if (got <= 0) return;
    for (ssize_t i = 0; i < got; ++i)
      if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] = static_cast<char>(bytes[i] - 'a' + 'A');
    pace.wait();
    for (ssize_t done = 0; done < got;) {
      const ssize_t sent = uninterrupted([&] { return send(fd, &bytes[done], static_cast<std::size_t>(got - done), MSG_NOSIGNAL); });
      if (sent < 0) return;
      done += sent;
    }
  }
}

int main(int argc, char** argv) {
  unsigned value = 0;
  const char* text = argc == 2 ? argv[1] : "";
  bool port_is_good = *text != '\0';
  while (port_is_good && *text != '\0') {
    port_is_good = *text >= '0' && *text <= '9';
    value = value * 10 + static_cast<unsigned>(*text++ - '0');
    port_is_good = port_is_good && value <= 65535;
  }
  if (!port_is_good) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(value));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) fail("bind");
  if (listen(listener, 14) < 0) fail("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) fail("getsockname");

  const Pace pace;
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) fail("write");
  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fail("accept");
    }
    serve(fd, pace);
    close(fd);
  }
}
