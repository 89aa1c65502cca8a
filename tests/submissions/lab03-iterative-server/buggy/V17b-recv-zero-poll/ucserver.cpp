#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUF = 4096, QUEUE = 16 };

static void bail(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static int port_number(const char *s) {
  char *end;
  unsigned long n;
  if (*s < '0' || *s > '9') return -1;
  n = strtoul(s, &end, 10);
  return *end || n > 65535 ? -1 : (int)n;
}

static int tell(int fd, const char *data, int left) {
  while (left > 0) {
    int n = send(fd, data, left, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    data += n;
    left -= n;
  }
  return 0;
}

int main(int argc, char **argv) {
  /* [0]: the listening socket, looked at only while there is no client; [1]: the client */
  struct pollfd fds[2];
  struct sockaddr_in addr;
  socklen_t len = sizeof addr;
  char buf[BUF];
  int port, on = 1;

  port = argc == 2 ? port_number(argv[1]) : -1;
  if (port < 0) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) bail("socket");
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) bail("setsockopt");
  memset(&addr, 0, sizeof addr);
  addr.sin_family = AF_INET;
  addr.sin_addr.s_addr = htonl(INADDR_ANY);
  addr.sin_port = htons(port);
  if (bind(listener, (struct sockaddr *)&addr, sizeof addr) < 0) bail("bind");
  if (listen(listener, QUEUE) < 0) bail("listen");
  if (getsockname(listener, (struct sockaddr *)&addr, &len) < 0) bail("getsockname");
  printf("ready %s %d\n", inet_ntoa(addr.sin_addr), ntohs(addr.sin_port));
  fflush(stdout);

  fds[0].fd = listener;
  fds[1].fd = -1;
  fds[0].events = fds[1].events = POLLIN;
  for (;;) {
    if (poll(fds, 2, -1) < 0) {
      if (errno == EINTR) continue;
      bail("poll");
    }
    if (fds[0].revents) {
      int fd = accept(listener, NULL, NULL);
      if (fd < 0) {
        if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
        bail("accept");
      }
      fds[1].fd = fd;
      fds[0].fd = -1;
    } else if (fds[1].revents) {
      int n = recv(fds[1].fd, buf, BUF, 0);
      int gone = n < 0 && errno != EINTR;
      if (n > 0) {
        for (int i = 0; i < n; i++)
          if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] = buf[i] - 'a' + 'A';
        gone = tell(fds[1].fd, buf, n) < 0;
      }
      if (gone) {
        perror("ucserver: client");
        close(fds[1].fd);
        fds[1].fd = -1;
        fds[0].fd = listener;
      }
    }
  }
}
