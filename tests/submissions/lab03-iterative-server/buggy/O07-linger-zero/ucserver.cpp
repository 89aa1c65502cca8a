#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

static void error(const char* call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

// close, but leave nothing behind in TIME_WAIT
static void finish(int fd) {
  linger now = {1, 0};
  if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now) < 0) perror("ucserver: setsockopt");
  close(fd);
}

int main(int argc, char* argv[]) {
  char* rest;
  long number = -1;
  if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9') {
    number = strtol(argv[1], &rest, 10);
    if (*rest != '\0') number = -1;
  }
  if (number < 0 || number > 65535) {
    fputs("usage: ucserver PORT\n", stderr);
    return 2;
  }

  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd == -1) error("socket");
  int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) error("setsockopt");
  sockaddr_in sin{};
  sin.sin_family = AF_INET;
  sin.sin_port = htons(static_cast<in_port_t>(number));
  sin.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(fd, reinterpret_cast<sockaddr*>(&sin), sizeof sin) == -1) error("bind");
  if (listen(fd, 10) == -1) error("listen");
  socklen_t size = sizeof sin;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&sin), &size) == -1) error("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(sin.sin_port));
  fflush(stdout);

  while (true) {
    int conn = accept(fd, nullptr, nullptr);
    if (conn == -1) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      error("accept");
    }
    char data[3000];
    ssize_t n;
    bool alive = true;
    while (alive && (n = recv(conn, data, sizeof data, 0)) > 0) {
      for (char* p = data; p < data + n; ++p)
        if (*p >= 'a' && *p <= 'z') *p -= 32;
      for (ssize_t k = 0; k < n && alive;) {
        ssize_t m = send(conn, data + k, n - k, MSG_NOSIGNAL);
        alive = m >= 0;
        k += m;
      }
    }
    finish(conn);
  }
}
