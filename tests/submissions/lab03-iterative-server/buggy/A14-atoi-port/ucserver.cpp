#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void converse(int fd) {
  unsigned char c[1200];
  ssize_t n;
  while ((n = recv(fd, c, sizeof c, 0)) > 0) {
    for (ssize_t i = 0; i < n; i++)
      if (c[i] >= 'a' && c[i] <= 'z') c[i] -= 0x20;
    unsigned char *p = c;
    while (n > 0) {
      ssize_t k = send(fd, p, n, 0);
      if (k < 0) return;
      p += k;
      n -= k;
    }
  }
}

int main(int argc, char *argv[]) {
  if (argc != 2) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  int port = atoi(argv[1]);
  signal(SIGPIPE, SIG_IGN);

  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) die("socket");
  int on = 1;
  if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(INADDR_ANY);
  a.sin_port = htons(port);
  if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) die("bind");
  if (listen(s, 15) < 0) die("listen");
  socklen_t l = sizeof a;
  if (getsockname(s, (struct sockaddr *)&a, &l) < 0) die("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
  fflush(stdout);
  for (;;) {
    int c = accept(s, NULL, NULL);
    if (c < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accept");
    }
    converse(c);
    close(c);
  }
}
