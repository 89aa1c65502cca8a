#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

[[noreturn]] static void die(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static int start(unsigned port, int backlog) {
  int sd = socket(AF_INET, SOCK_STREAM, 0);
  if (sd < 0) die("socket");
  const int yes = 1;
  if (setsockopt(sd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) die("setsockopt");
  sockaddr_in addr{};
  addr.sin_family = AF_INET;
  addr.sin_addr.s_addr = INADDR_ANY;
  addr.sin_port = htons(static_cast<uint16_t>(port));
  if (bind(sd, reinterpret_cast<sockaddr*>(&addr), sizeof addr) < 0) die("bind");
  if (listen(sd, backlog) < 0) die("listen");
  socklen_t size = sizeof addr;
  if (getsockname(sd, reinterpret_cast<sockaddr*>(&addr), &size) < 0) die("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
  std::fflush(stdout);
  return sd;
}

static void loop(int fd) {
  std::string buffer(4096, '\0');
  for (;;) {
    ssize_t n = recv(fd, &buffer[0], buffer.size(), 0);
    if (n <= 0) break;
    for (ssize_t i = 0; i < n; ++i)
      if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] -= 32;
    for (ssize_t at = 0; at < n;) {
      ssize_t m = send(fd, &buffer[at], n - at, MSG_NOSIGNAL);
      if (m < 0) return;
      at += m;
    }
  }
}

int main(int argc, char** argv) {
  unsigned port = 65536;
  if (argc == 2) {
    std::string text(argv[1]);
    auto r = std::from_chars(text.data(), text.data() + text.size(), port);
    if (r.ec != std::errc() || r.ptr != text.data() + text.size()) port = 65536;
  }
  if (port > 65535) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  int sd = start(port, 16);
  while (true) {
    int cd = accept(sd, nullptr, nullptr);
    if (cd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accept");
    }
    loop(cd);
    close(sd);
  }
}
