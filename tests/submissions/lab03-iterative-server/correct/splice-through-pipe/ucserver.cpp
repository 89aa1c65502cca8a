// Correct. The answer goes into a pipe, and splice moves it from there into the socket.
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const size_t most = 16384;  // a pipe holds at least this much (64 KiB), so that a write into the empty one never waits

static bool move(int from, int to, size_t left) {
  while (left > 0) {
    ssize_t moved = splice(from, NULL, to, NULL, left, SPLICE_F_MOVE);
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return false;
    left -= (size_t)moved;
  }
  return true;
}

static void serve(int fd) {
  int ends[2];  // new for every client: nothing of one can ever come to another
  if (pipe(ends) < 0) {
    warn("pipe");
    return;
  }
  char bytes[most];
  for (;;) {
    ssize_t got = read(fd, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    for (ssize_t i = 0; i < got; i++)
      if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] = (char)(bytes[i] - 32);
    ssize_t put;
    while ((put = write(ends[1], bytes, (size_t)got)) < 0 && errno == EINTR) continue;
    if (put != got) {
      warn("write");
      break;
    }
    if (!move(ends[0], fd, (size_t)got)) break;
  }
  close(ends[0]);
  close(ends[1]);
}

int main(int argc, char **argv) {
  unsigned int port = 0;
  int good = argc == 2 && *argv[1] != '\0';
  for (const char *c = good ? argv[1] : ""; *c != '\0'; c++) {
    unsigned int digit = (unsigned int)*c - '0';
    if (digit > 9 || (port = 10 * port + digit) > 65535) {
      good = 0;
      break;
    }
  }
  if (!good) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) err(1, "socket");
  int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) err(1, "setsockopt");
  struct sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = inet_addr("0.0.0.0");
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) err(1, "bind");
  if (listen(listener, 8) < 0) err(1, "listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) err(1, "getsockname");
  char host[INET_ADDRSTRLEN];
  printf("ready %s %u\n", inet_ntop(AF_INET, &address.sin_addr, host, sizeof host), (unsigned)ntohs(address.sin_port));
  if (fclose(stdout) != 0) err(1, "fclose");  // there is nothing more to say

  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      err(1, "accept");
    }
    serve(fd);
    close(fd);
  }
}
