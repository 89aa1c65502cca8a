#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using Table = std::array<unsigned char, 128>;

static Table make_table() {
  Table table;
  for (int c = 0; c < 128; ++c) table[c] = static_cast<unsigned char>(std::toupper(c));
  return table;
}

static const Table upper = make_table();

[[noreturn]] static void stop(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static bool port_from(const char* text, unsigned& port) {
  if (!std::isdigit(static_cast<unsigned char>(*text))) return false;
  char* end;
  errno = 0;
  const unsigned long value = std::strtoul(text, &end, 10);
  port = static_cast<unsigned>(value);
  return errno == 0 && *end == '\0' && value <= 65535;
}

static void converse(int fd) {
  unsigned char bytes[5000];
  for (;;) {
    const ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    if (got == 0) return;
    if (got < 0) {
      if (errno == EINTR) continue;
      return;
    }
    for (ssize_t i = 0; i < got; ++i) bytes[i] = upper[bytes[i] & 127];
    for (ssize_t put = 0; put < got;) {
      const ssize_t n = send(fd, bytes + put, static_cast<std::size_t>(got - put), MSG_NOSIGNAL);
      if (n < 0 && errno != EINTR) return;
      if (n > 0) put += n;
    }
  }
}

int main(int argc, char** argv) {
  unsigned port;
  if (argc != 2 || !port_from(argv[1], port)) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) stop("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) stop("setsockopt");
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_port = htons(static_cast<std::uint16_t>(port));
  here.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr*>(&here), sizeof here) < 0) stop("bind");
  if (listen(listener, 9) < 0) stop("listen");
  socklen_t size = sizeof here;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&here), &size) < 0) stop("getsockname");
  std::printf("ready 0.0.0.0 %u\n", unsigned{ntohs(here.sin_port)});
  std::fflush(stdout);
  for (;;) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
      stop("accept");
    }
    converse(connection);
    close(connection);
  }
}
