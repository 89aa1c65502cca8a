#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const int backlog = 8;

static int fatal(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  return EXIT_FAILURE;
}

int main(int argc, char **argv) {
  char buf[1024];
  int port = -1;
  if (argc == 2) {
    char *end;
    errno = 0;
    long v = strtol(argv[1], &end, 10);
    if (end != argv[1] && *end == '\0' && errno == 0 && v >= 0 && v <= 65535) port = (int)v;
  }
  if (port == -1) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);

  int sock = socket(AF_INET, SOCK_STREAM, 0);
  if (sock == -1) return fatal("socket");
  int t = 1;
  if (setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &t, sizeof t) == -1) return fatal("setsockopt");
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(sock, (struct sockaddr *)&a, sizeof a) == -1) return fatal("bind");
  if (listen(sock, backlog) == -1) return fatal("listen");
  socklen_t l = sizeof a;
  if (getsockname(sock, (struct sockaddr *)&a, &l) == -1) return fatal("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
  fflush(stdout);

  for (;;) {
    int newsock = accept(sock, NULL, NULL);
    if (newsock == -1) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return fatal("accept");
    }
    for (;;) {
      ssize_t n = recv(sock, buf, sizeof buf, 0);
      if (n == -1) perror("ucserver: recv");
      if (n <= 0) break;
      for (ssize_t i = 0; i < n; i++)
        if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] = buf[i] - 'a' + 'A';
      ssize_t s = 0;
      while (s < n) {
        ssize_t m = send(newsock, buf + s, n - s, 0);
        if (m == -1) break;
        s += m;
      }
      if (s < n) break;
    }
    close(newsock);
  }
}
