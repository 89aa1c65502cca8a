#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A reader with a buffer of its own, so that recv is not called for every single byte. */
struct reader {
  int fd;
  ssize_t used, filled;
  char bytes[2048];
};

/* The next byte, or -1 at the end of the stream, or -2 after an error. */
static int next_byte(struct reader *r) {
  if (r->used == r->filled) {
    r->used = 0;
    r->filled = recv(r->fd, r->bytes, sizeof r->bytes, 0);
    if (r->filled <= 0) {
      int result = r->filled == 0 ? -1 : -2;
      r->filled = 0;
      return result;
    }
  }
  return (unsigned char)r->bytes[r->used++];
}

static int send_whole(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t n = send(fd, bytes, count, MSG_NOSIGNAL);
    if (n < 0) return -1;
    bytes += n;
    count -= n;
  }
  return 0;
}

static int early_end(void) {
  fprintf(stderr, "ucclient: server ended early\n");
  return 3;
}

int main(int argc, char *argv[]) {
  struct sockaddr_in peer = {};
  int port = 0;
  char rest;
  if (argc != 3 || inet_pton(AF_INET, argv[1], &peer.sin_addr) != 1 || argv[2][0] < '0' || argv[2][0] > '9' ||
      sscanf(argv[2], "%9d%c", &port, &rest) != 1 || port < 1 || port > 65535) {
    fprintf(stderr, "usage: %s HOST PORT\n", "ucclient");
    return 2;
  }
  peer.sin_family = AF_INET;
  peer.sin_port = htons(port);

  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) {
    perror("ucclient: socket");
    return 1;
  }
  if (connect(fd, (struct sockaddr *)&peer, sizeof peer) < 0) {
    perror("ucclient: connect");
    return 1;
  }

  struct reader from = {fd, 0, 0, {0}};
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  while ((length = getline(&line, &size, stdin)) > 0) {
    if (send_whole(fd, line, length) < 0) return early_end();
    if (line[length - 1] != '\n') break;
    int c;
    do {
      c = next_byte(&from);
      if (c < 0) return early_end();
      putchar(c);
    } while (c != '\n');
    fflush(stdout);
  }
  free(line);

  shutdown(fd, SHUT_WR);
  char block[4096];
  ssize_t n;
  while ((n = recv(fd, block, sizeof block, 0)) > 0) fwrite(block, 1, n, stdout);
  if (n < 0) return early_end();
  fflush(stdout);
  close(fd);
  return 0;
}
