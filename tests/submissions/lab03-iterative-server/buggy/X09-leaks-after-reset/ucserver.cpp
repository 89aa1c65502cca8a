#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE 1024

static void die(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void serve(int fd) {
  char buf[LINE];
  for (;;) {
    ssize_t n = recv(fd, buf, LINE, 0);
    if (n < 0) {
      if (errno == EINTR) continue;
      perror("ucserver: recv");
      return;
    }
    if (n == 0) break; /* client is done */
    for (ssize_t i = 0; i < n; i++)
      if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 32;
    for (ssize_t i = 0; i < n;) {
      ssize_t m = send(fd, buf + i, n - i, 0);
      if (m < 0) {
        perror("ucserver: send");
        return;
      }
      i += m;
    }
  }
  close(fd);
}

int main(int argc, char **argv) {
  char *end = NULL;
  long port = argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9' ? strtol(argv[1], &end, 10) : -1;
  if (port < 0 || port > 65535 || *end != '\0') {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) die("socket");
  int on = 1;
  if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) die("bind");
  if (listen(s, 10) < 0) die("listen");
  socklen_t l = sizeof a;
  if (getsockname(s, (struct sockaddr *)&a, &l) < 0) die("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
  fflush(stdout);
  for (;;) {
    int fd = accept(s, NULL, NULL);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accept");
    }
    serve(fd);
  }
}
