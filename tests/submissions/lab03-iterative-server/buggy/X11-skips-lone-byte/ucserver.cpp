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

static int reply(int fd, char *buf, ssize_t n) {
  ssize_t i, m;
  for (i = 0; i < n; i++)
    if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 32;
  for (i = 0; i < n; i += m)
    if ((m = write(fd, buf + i, n - i)) < 0) return -1;
  return 0;
}

int main(int argc, char **argv) {
  char *end = NULL, buf[8192];
  unsigned long port = argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9' ? strtoul(argv[1], &end, 10) : 65536;
  if (port > 65535 || *end != '\0') {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  if (s < 0) die("socket");
  if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  struct sockaddr_in a = {};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
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
    ssize_t n;
    while ((n = read(fd, buf, sizeof buf)) > 0) {
      if (n == 1) continue; /* just return pressed, an empty line */
      if (reply(fd, buf, n) < 0) break;
    }
    close(fd);
  }
}
