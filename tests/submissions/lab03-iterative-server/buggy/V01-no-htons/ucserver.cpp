#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFSIZE 1024
#define BACKLOG 10

static void die(const char *what) {
  fprintf(stderr, "ucserver: %s: %s\n", what, strerror(errno));
  exit(1);
}

int main(int argc, char *argv[]) {
  char *end;
  long port;

  if (argc != 2) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  port = strtol(argv[1], &end, 10);
  if (argv[1][0] < '0' || argv[1][0] > '9' || *end != '\0' || port > 65535) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  signal(SIGPIPE, SIG_IGN);

  int sockfd = socket(AF_INET, SOCK_STREAM, 0);
  if (sockfd < 0) die("socket");
  int yes = 1;
  if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0) die("setsockopt");

  struct sockaddr_in addr;
  memset(&addr, 0, sizeof(addr));
  addr.sin_family = AF_INET;
  addr.sin_port = (in_port_t)port;
  addr.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(sockfd, (struct sockaddr *)&addr, sizeof(addr)) < 0) die("bind");
  if (listen(sockfd, BACKLOG) < 0) die("listen");

  socklen_t len = sizeof(addr);
  if (getsockname(sockfd, (struct sockaddr *)&addr, &len) < 0) die("getsockname");
  printf("ready 0.0.0.0 %d\n", addr.sin_port);
  fflush(stdout);

  while (1) {
    int client = accept(sockfd, NULL, NULL);
    if (client < 0) {
      perror("ucserver: accept");
      continue;
    }
    char buf[BUFSIZE];
    ssize_t n;
    while ((n = recv(client, buf, BUFSIZE, 0)) > 0) {
      for (int i = 0; i < n; i++)
        if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 'a' - 'A';
      ssize_t sent = 0;
      while (sent < n) {
        ssize_t m = send(client, buf + sent, n - sent, 0);
        if (m < 0) break;
        sent += m;
      }
      if (sent < n) break;
    }
    close(client);
  }
}
