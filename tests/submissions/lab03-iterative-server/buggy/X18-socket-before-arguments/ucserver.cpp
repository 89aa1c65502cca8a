#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

struct Arguments {
  std::uint16_t port = 0;
  bool good = false;

  Arguments(int argc, char** argv) {
    if (argc != 2) return;
    const std::string text = argv[1];
    const auto last = text.data() + text.size();
    const auto result = std::from_chars(text.data(), last, port);
    good = result.ec == std::errc{} && result.ptr == last;
  }
};

static int report(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  return 1;
}

static bool pump(int fd) {
  char buf[4096];
  const ssize_t n = recv(fd, buf, sizeof buf, 0);
  if (n <= 0) return false;
  for (ssize_t i = 0; i < n; ++i)
    if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] = static_cast<char>(buf[i] - 'a' + 'A');
  for (ssize_t at = 0; at < n;) {
    const ssize_t m = send(fd, buf + at, n - at, MSG_NOSIGNAL);
    if (m < 0) return false;
    at += m;
  }
  return true;
}

int main(int argc, char** argv) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) return report("socket");
  const Arguments arguments(argc, argv);
  if (!arguments.good) {
    std::fputs("usage: ucserver PORT\n", stderr);
    return 2;
  }
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return report("setsockopt");
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(arguments.port);
  any.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&any), sizeof any) < 0) return report("bind");
  if (listen(listener, SOMAXCONN) < 0) return report("listen");
  socklen_t size = sizeof any;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&any), &size) < 0) return report("getsockname");
  std::printf("ready %s %d\n", inet_ntoa(any.sin_addr), ntohs(any.sin_port));
  std::fflush(stdout);
  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return report("accept");
    }
    while (pump(fd)) {
    }
    close(fd);
  }
}
