// Correct. select with a time-out of 200 ms in every wait; after each it looks at a flag that the SIGTERM handler sets, and
// then leaves main with status 0. Sends never wait: select says when there is room.
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t stopping = 0;

static void on_term(int) { stopping = 1; }

static void die(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

enum Wait { READING, WRITING };

/* 1: ready, 0: we are to stop */
static int wait_until(int fd, enum Wait what) {
  while (!stopping) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    struct timeval limit = {0, 200000};
    int n = select(fd + 1, what == READING ? &set : NULL, what == WRITING ? &set : NULL, NULL, &limit);
    if (n > 0) return 1;
    if (n < 0 && errno != EINTR) die("select");
  }
  return 0;
}

static void serve(int fd) {
  char data[5000];
  while (wait_until(fd, READING)) {
    ssize_t got = recv(fd, data, sizeof data, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
    if (got <= 0) return;
    for (ssize_t i = 0; i < got; i++)
      if (data[i] >= 'a' && data[i] <= 'z') data[i] -= 32;
    const char *next = data;
    while (got > 0) {
      if (!wait_until(fd, WRITING)) return;
      ssize_t sent = send(fd, next, (size_t)got, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) {
        next += sent;
        got -= sent;
      } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
        return;
      }
    }
  }
}

int main(int argc, char **argv) {
  long port = -1;
  if (argc == 2 && *argv[1] != '\0' && strlen(argv[1]) < 9 && strspn(argv[1], "0123456789") == strlen(argv[1])) port = atol(argv[1]);
  if (port < 0 || port > 65535) {
    fputs("usage: ucserver PORT\n", stderr);
    return 2;
  }

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_term;
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGTERM, &action, NULL) < 0) die("sigaction");

  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); /* the client that select saw may be gone */
  if (listener < 0) die("socket");
  int yes = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) die("setsockopt");
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons((unsigned short)port);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (listen(listener, 15) < 0) die("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (fflush(stdout) != 0) die("write");

  while (wait_until(listener, READING)) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      die("accept");
    }
    serve(fd);
    close(fd);
  }
  close(listener);
  return 0;
}
