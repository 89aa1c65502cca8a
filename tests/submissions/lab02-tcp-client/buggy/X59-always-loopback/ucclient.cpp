#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>

#define ROOM 70000

static int conn;

static int dial(const char *port) {
  struct addrinfo hints, *list, *entry;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  if (getaddrinfo(NULL, port, &hints, &list) != 0) {
    fprintf(stderr, "ucclient: getaddrinfo: no address\n");
    exit(1);
  }
  int fd = -1;
  for (entry = list; entry != NULL; entry = entry->ai_next) {
    fd = socket(entry->ai_family, entry->ai_socktype, entry->ai_protocol);
    if (fd < 0) {
      fprintf(stderr, "ucclient: socket: %s\n", strerror(errno));
      exit(1);
    }
    if (connect(fd, entry->ai_addr, entry->ai_addrlen) == 0) break;
    int reason = errno;
    close(fd);
    fprintf(stderr, "ucclient: connect: %s\n", strerror(reason));
    fd = -1;
  }
  freeaddrinfo(list);
  if (fd < 0) exit(1);
  return fd;
}

static void broken(void) {
  fputs("ucclient: connection broken\n", stderr);
  exit(3);
}

static void put(const char *data, size_t n) {
  while (n) {
    ssize_t done = send(conn, data, n, 0);
    if (done < 0) broken();
    data += done, n -= done;
  }
}

int main(int argc, char **argv) {
  static char line[ROOM], c;
  struct in_addr host;
  char *end;

  if (argc != 3) goto usage;
  if (inet_pton(AF_INET, argv[1], &host) != 1) goto usage;
  if (argv[2][0] < '0' || argv[2][0] > '9' || strlen(argv[2]) > 5) goto usage;
  if (strtol(argv[2], &end, 10) < 1 || strtol(argv[2], &end, 10) > 65535 || *end) goto usage;

  signal(SIGPIPE, SIG_IGN);
  conn = dial(argv[2]);
  for (;;) {
    size_t n = 0;
    int k = EOF;
    while (n < ROOM && (k = getchar()) != EOF) {
      line[n++] = (char)k;
      if (k == '\n') break;
    }
    put(line, n);
    if (k != '\n') break;
    do {
      if (recv(conn, &c, 1, 0) <= 0) broken();
      fputc(c, stdout);
    } while (c != '\n');
    fflush(stdout);
  }
  shutdown(conn, SHUT_WR);
  ssize_t n;
  while ((n = recv(conn, line, sizeof line, 0)) > 0) fwrite(line, 1, n, stdout);
  if (n < 0) broken();
  return 0;

usage:
  fputs("usage: ucclient HOST PORT\n", stderr);
  return 2;
}
