#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <regex>
#include <string>

struct Failure {
  const char* call;
  int reason;
};

void require(bool good, const char* call) {
  if (!good) throw Failure{call, errno};
}

int wait_for_client(int listener) {
  int fd;
  while ((fd = accept(listener, nullptr, nullptr) < 0)) {
    require(errno == EINTR || errno == ECONNABORTED || errno == EPROTO, "accept");
  }
  return fd;
}

void serve(int fd) {
  char buffer[6000];
  for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) != 0;) {
    if (n < 0) {
      if (errno == EINTR) continue;
      return;
    }
    for (char* p = buffer; p != buffer + n; ++p)
      if (*p >= 'a' && *p <= 'z') *p = static_cast<char>(*p - 32);
    for (ssize_t at = 0; at < n;) {
      const ssize_t w = write(fd, buffer + at, static_cast<size_t>(n - at));
      if (w < 0 && errno == EINTR) continue;
      if (w < 0) return;
      at += w;
    }
  }
}

int main(int argc, char* argv[]) {
  if (argc != 2 || !std::regex_match(argv[1], std::regex("[0-9]{1,6}")) || std::stoi(argv[1]) > 65535) {
    std::fputs("usage: ucserver PORT\n", stderr);
    return 2;
  }
  try {
    require(std::signal(SIGPIPE, SIG_IGN) != SIG_ERR, "signal");
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    require(listener >= 0, "socket");
    const int on = 1;
    require(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0, "setsockopt");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(argv[1])));
    require(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
    require(listen(listener, 40) == 0, "listen");
    socklen_t size = sizeof address;
    require(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
    std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    while (true) {
      const int fd = wait_for_client(listener);
      serve(fd);
      close(fd);
    }
  } catch (const Failure& failure) {
    std::fprintf(stderr, "ucserver: %s: %s\n", failure.call, std::strerror(failure.reason));
    return 1;
  }
}
