// Correct, and slow on purpose: it sleeps 30 ms before every accept and 10 ms before every answer.
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void doze(long milliseconds) {
  struct timespec left = {0, milliseconds * 1000000L};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) continue;
}

static void stop(const char *call) {
  int reason = errno;
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(reason));
  exit(EXIT_FAILURE);
}

static void serve(int fd) {
  static char buffer[65536];
  for (;;) {
    ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got == -1 && errno == EINTR) continue;
    if (got <= 0) return;
    for (ssize_t i = 0; i < got; i++) {
      char c = buffer[i];
      if (c >= 'a' && c <= 'z') buffer[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[c - 'a'];
    }
    doze(10);
    ssize_t sent = 0;
    while (sent < got) {
      ssize_t n = send(fd, buffer + sent, (size_t)(got - sent), MSG_NOSIGNAL);
      if (n == -1 && errno == EINTR) continue;
      if (n == -1) return;
      sent += n;
    }
  }
}

int main(int argc, char *argv[]) {
  char *end = NULL;
  unsigned long port = 0;
  int good = argc == 2 && argv[1][0] != '\0' && argv[1][strspn(argv[1], "0123456789")] == '\0';
  if (good) {
    errno = 0;
    port = strtoul(argv[1], &end, 10);
    good = errno == 0 && port < 65536;
  }
  if (!good) {
    fputs("usage: ucserver PORT\n", stderr);
    return 2;
  }

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener == -1) stop("socket");
  int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) stop("setsockopt");
  struct sockaddr_in self;
  memset(&self, 0, sizeof self);
  self.sin_family = AF_INET;
  self.sin_port = htons((unsigned short)port);
  self.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, (struct sockaddr *)&self, sizeof self) == -1) stop("bind");
  if (listen(listener, 12) == -1) stop("listen");
  socklen_t size = sizeof self;
  if (getsockname(listener, (struct sockaddr *)&self, &size) == -1) stop("getsockname");
  printf("ready 0.0.0.0 %hu\n", ntohs(self.sin_port));
  if (fflush(stdout) == EOF) stop("fflush");

  for (;;) {
    doze(30);
    int fd = accept(listener, NULL, NULL);
    if (fd == -1) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      stop("accept");
    }
    serve(fd);
    close(fd);
  }
}
