#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* the steps of a server: socket, bind, listen, accept, recv/send, close */

static void check(int result, const char *call) {
  if (result < 0) {
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
  }
}

static void echo_upper(int sock) {
  char msg[512];
  for (;;) {
    ssize_t len = recv(sock, msg, sizeof(msg), 0);
    if (len <= 0) break;
    for (ssize_t k = 0; k < len; ++k)
      if (msg[k] >= 'a' && msg[k] <= 'z') msg[k] -= 32;
    ssize_t out = 0;
    do {
      ssize_t r = send(sock, msg + out, len - out, MSG_NOSIGNAL);
      if (r < 0) return;
      out += r;
    } while (out < len);
  }
}

int main(int argc, char **argv) {
  unsigned long port = 0;
  char *end = NULL;
  if (argc != 2 || strspn(argv[1], "0123456789") == 0 || (port = strtoul(argv[1], &end, 10)) > 65535 || *end != 0) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  int server = socket(AF_INET, SOCK_STREAM, 0);
  check(server, "socket");

  struct sockaddr_in addr = {};
  addr.sin_family = AF_INET;
  addr.sin_port = htons((uint16_t)port);
  addr.sin_addr.s_addr = htonl(INADDR_ANY);
  check(bind(server, (struct sockaddr *)&addr, sizeof(addr)), "bind");
  check(listen(server, 10), "listen");

  socklen_t alen = sizeof(addr);
  check(getsockname(server, (struct sockaddr *)&addr, &alen), "getsockname");
  printf("ready %s %d\n", inet_ntoa(addr.sin_addr), ntohs(addr.sin_port));
  fflush(stdout);

  for (;;) {
    int sock = accept(server, NULL, NULL);
    if (sock < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    check(sock, "accept");
    echo_upper(sock);
    close(sock);
  }
}
