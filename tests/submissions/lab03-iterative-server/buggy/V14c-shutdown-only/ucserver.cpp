#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static int port_from(const char *text) {
  if (strlen(text) > 5 || *text == '\0') return -1;
  int port = 0;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return -1;
    port = port * 10 + (*text - '0');
  }
  return port <= 65535 ? port : -1;
}

static void hang_up(int fd) {
  if (shutdown(fd, SHUT_RDWR) < 0 && errno != ENOTCONN) perror("ucserver: shutdown");
}

int main(int argc, char **argv) {
  int port;
  if (argc != 2 || (port = port_from(argv[1])) < 0) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int l = socket(AF_INET, SOCK_STREAM, 0);
  if (l < 0) fail("socket");
  int on = 1;
  if (setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  struct sockaddr_in a = {};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(l, (struct sockaddr *)&a, sizeof a) < 0) fail("bind");
  if (listen(l, 12) < 0) fail("listen");
  socklen_t al = sizeof a;
  if (getsockname(l, (struct sockaddr *)&a, &al) < 0) fail("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
  fflush(stdout);

  for (;;) {
    int c = accept(l, NULL, NULL);
    if (c < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      fail("accept");
    }
    char buf[2048];
    ssize_t n;
    while ((n = recv(c, buf, sizeof buf, 0)) > 0) {
      for (ssize_t i = 0; i < n; i++)
        if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 32;
      ssize_t done = 0;
      while (done < n) {
        ssize_t m = send(c, buf + done, n - done, 0);
        if (m < 0) break;
        done += m;
      }
      if (done < n) break;
    }
    hang_up(c);
  }
}
