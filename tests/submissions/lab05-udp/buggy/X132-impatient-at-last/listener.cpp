/* wakes up every 700 ms because of SO_RCVTIMEO, and only goes on waiting; the line is built by hand */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define LIMIT 2048

static unsigned char data[LIMIT + 1];
static char line[4 * LIMIT + 100];

static void quit(const char *what) {
  fprintf(stderr, "listener: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void put(const char *text, size_t size) {
  while (size > 0) {
    ssize_t n = write(STDOUT_FILENO, text, size);
    if (n < 0) {
      if (errno == EINTR) continue;
      quit("write");
    }
    text += n;
    size -= (size_t)n;
  }
}

int main(int argc, char *argv[]) {
  char *rest = NULL;
  long port = -1;
  if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9') port = strtol(argv[1], &rest, 10);
  if (port < 0 || port > 65535 || *rest != '\0') {
    fprintf(stderr, "usage: listener PORT\n");
    exit(2);
  }
  int sock = socket(PF_INET, SOCK_DGRAM, IPPROTO_UDP);
  if (sock == -1) quit("socket");
  struct timeval tv = {0, 700000};
  if (setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) == -1) quit("setsockopt");
  struct sockaddr_in addr;
  socklen_t len = sizeof(addr);
  memset(&addr, 0, sizeof(addr));
  addr.sin_family = AF_INET;
  addr.sin_port = htons((unsigned short)port);
  if (bind(sock, (struct sockaddr *)&addr, sizeof(addr)) == -1) quit("bind");
  if (getsockname(sock, (struct sockaddr *)&addr, &len) == -1) quit("getsockname");
  int n = sprintf(line, "ready %s %u\n", inet_ntoa(addr.sin_addr), ntohs(addr.sin_port));
  put(line, (size_t)n);

  for (;;) {
    struct sockaddr_in peer;
    len = sizeof(peer);
    ssize_t got = recvfrom(sock, data, sizeof(data), MSG_TRUNC, (struct sockaddr *)&peer, &len);
    if (got == -1) continue;
    n = sprintf(line, "from %s:%u len %zd: ", inet_ntoa(peer.sin_addr), ntohs(peer.sin_port), got);
    if (got > LIMIT) {
      n += sprintf(line + n, "truncated");
      got = sprintf((char *)data, "!TRUNC");
    } else {
      for (ssize_t i = 0; i < got; i++) {
        unsigned char c = data[i];
        if (c == '\\' || c < 32 || c > 126)
          n += sprintf(line + n, "\\x%02x", c);
        else
          line[n++] = (char)c;
        if (c > 96 && c < 123) data[i] = (unsigned char)(c & 0x5f);
      }
    }
    line[n++] = '\n';
    put(line, (size_t)n);
    sendto(sock, data, (size_t)got, 0, (struct sockaddr *)&peer, len);
  }
}
