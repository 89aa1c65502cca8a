#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void quit(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static int valid_port(const char *s) {
  size_t len = strlen(s);
  return len > 0 && len <= 5 && strspn(s, "0123456789") == len && atoi(s) <= 65535;
}

static int open_port(const char *port) {
  struct addrinfo hints, *res, *p;
  int fd = -1, yes = 1, rv;
  const char *failed = "socket";

  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  if ((rv = getaddrinfo(NULL, port, &hints, &res)) != 0) {
    fprintf(stderr, "ucserver: getaddrinfo: %s\n", gai_strerror(rv));
    exit(1);
  }
  for (p = res; p != NULL; p = p->ai_next) {
    failed = "socket";
    if ((fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol)) == -1) continue;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1) quit("setsockopt");
    if (bind(fd, p->ai_addr, p->ai_addrlen) == 0) break;
    failed = "bind";
    int saved = errno;
    close(fd);
    errno = saved;
    fd = -1;
  }
  if (fd == -1) quit(failed);
  freeaddrinfo(res);
  if (listen(fd, 0) == -1) quit("listen");
  return fd;
}

static int send_all(int fd, const char *buf, ssize_t len) {
  ssize_t total = 0;
  while (total < len) {
    ssize_t n = send(fd, buf + total, len - total, 0);
    if (n == -1) {
      if (errno == EINTR) continue;
      return -1;
    }
    total += n;
  }
  return 0;
}

static void handle(int fd) {
  char buf[1024];
  ssize_t n;
  for (;;) {
    if ((n = recv(fd, buf, sizeof buf, 0)) == -1) {
      if (errno == EINTR) continue;
      perror("ucserver: recv");
      return;
    }
    if (n == 0) return;
    for (ssize_t i = 0; i < n; i++) {
      if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] = buf[i] + ('A' - 'a');
    }
    if (send_all(fd, buf, n) == -1) {
      perror("ucserver: send");
      return;
    }
  }
}

int main(int argc, char *argv[]) {
  struct sockaddr_storage their_addr;
  struct sockaddr_in own;
  socklen_t size = sizeof own;

  if (argc != 2 || !valid_port(argv[1])) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int sockfd = open_port(argv[1]);
  if (getsockname(sockfd, (struct sockaddr *)&own, &size) == -1) quit("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(own.sin_port));
  fflush(stdout);

  while (1) {
    socklen_t sin_size = sizeof their_addr;
    int new_fd = accept(sockfd, (struct sockaddr *)&their_addr, &sin_size);
    if (new_fd == -1) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      quit("accept");
    }
    handle(new_fd);
    close(new_fd);
  }
}
