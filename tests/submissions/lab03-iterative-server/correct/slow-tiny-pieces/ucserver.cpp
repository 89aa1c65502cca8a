// Correct, and slow on purpose: it reads and writes seven bytes at a time and thinks about each piece for a while.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

constexpr size_t tiny = 7;

static volatile uint32_t thoughts = 1;

static void think() {
  for (int i = 0; i < 300; ++i) thoughts = thoughts * 1664525u + 1013904223u;
}

static void give_up(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static int to_port(const char* s) {
  int value = 0;
  if (!*s) return -1;
  while (*s) {
    if (*s < '0' || *s > '9') return -1;
    value = 10 * value + (*s++ - '0');
    if (value > 65535) return -1;
  }
  return value;
}

static char upper(char c) {
  switch (c) {
    case 'a' ... 'z': return static_cast<char>(c + ('A' - 'a'));
    default: return c;
  }
}

static void serve(int fd) {
  char piece[tiny];
  for (;;) {
    ssize_t got;
    do got = read(fd, piece, tiny);
    while (got < 0 && errno == EINTR);
    if (got <= 0) return;
    think();
    for (ssize_t i = 0; i < got; ++i) piece[i] = upper(piece[i]);
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = write(fd, piece + done, static_cast<size_t>(got - done));
      if (put > 0)
        done += put;
      else if (errno != EINTR)
        return;
    }
  }
}

int main(int argc, char** argv) {
  const int port = argc == 2 ? to_port(argv[1]) : -1;
  if (port < 0) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) give_up("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) give_up("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) give_up("bind");
  if (listen(listener, 50) < 0) give_up("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) give_up("getsockname");

  // The ready line in pieces, too
  char line[40];
  const int size = std::snprintf(line, sizeof line, "ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  for (int done = 0; done < size;) {
    const int step = size - done < 7 ? size - done : 7;
    const ssize_t put = write(STDOUT_FILENO, line + done, static_cast<size_t>(step));
    if (put > 0)
      done += static_cast<int>(put);
    else if (errno != EINTR)
      give_up("write");
  }

  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd >= 0) {
      serve(fd);
      close(fd);
    } else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO && errno != EPERM) {
      give_up("accept");
    }
  }
}
