/* ucclient: lines to a server, its replies back */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EARLY 3

static void quit(const char *what, int status) {
  if (status == EARLY)
    fprintf(stderr, "ucclient: %s: the server ended\n", what);
  else
    fprintf(stderr, "ucclient: %s: %s\n", what, strerror(errno));
  exit(status);
}

int main(int argc, char *argv[]) {
  struct sockaddr_in sin;
  char *line = NULL, *rest;
  size_t size = 0;
  ssize_t n;
  int sock, c, port;
  FILE *from;

  memset(&sin, 0, sizeof(sin));
  sin.sin_family = AF_INET;
  port = argc == 3 && strlen(argv[2]) <= 5 && strspn(argv[2], "0123456789") == strlen(argv[2]) ? atoi(argv[2]) : 0;
  if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &sin.sin_addr) != 1) {
    fprintf(stderr, "usage: %s HOST PORT\n", argv[0]);
    return 2;
  }
  sin.sin_port = htons((unsigned short)port);
  signal(SIGPIPE, SIG_IGN);

  if ((sock = socket(AF_INET, SOCK_STREAM, 0)) < 0) quit("socket", 1);
  if (connect(sock, (struct sockaddr *)&sin, sizeof(sin)) < 0) quit("connect", 1);
  from = fdopen(sock, "r");

  while ((n = getline(&line, &size, stdin)) > 0) {
    char *p = line;
    ssize_t left = n, k;
    while (left > 0) {
      if ((k = write(sock, p, left)) < 0) quit("write", EARLY);
      p += k;
      left -= k;
    }
    if (line[n - 1] != '\n') break;
    do {
      if ((c = getc(from)) == EOF) quit("read", EARLY);
      putchar(c);
    } while (c != '\n');
    fflush(stdout);
  }
  shutdown(sock, SHUT_WR);

  /* the rest, as much at a time as there is room for */
  rest = (char *)malloc(8192 + 1);
  while ((n = fread(rest, 1, 8192, from)) > 0) {
    rest[n] = '\0';
    printf("%s", rest);
  }
  if (ferror(from)) quit("read", EARLY);
  return 0;
}
