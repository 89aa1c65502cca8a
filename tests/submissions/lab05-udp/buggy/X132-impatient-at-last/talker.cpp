#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MICRO 1000000L

static struct sockaddr_in server;
static char reply[70000];

static void quit(const char *what) {
  int e = errno;
  fprintf(stderr, "talker: %s: %s\n", what, strerror(e));
  exit(1);
}

static long micros() {
  struct timespec ts;
  clock_gettime(CLOCK_MONOTONIC, &ts);
  return ts.tv_sec * MICRO + ts.tv_nsec / 1000;
}

/* a new socket for every message, so nothing meant for an older one can come in here */
static int new_socket() {
  int sock = socket(AF_INET, SOCK_DGRAM, 0);
  if (sock < 0) quit("socket");
  struct sockaddr_in any;
  memset(&any, 0, sizeof(any));
  any.sin_family = AF_INET;
  if (bind(sock, (struct sockaddr *)&any, sizeof(any)) < 0) quit("bind");
  return sock;
}

static long get_reply(int sock, char digit, long patience) {
  long until = micros() + patience;
  while (1) {
    long left = until - micros();
    if (left <= 0) return -1;
    struct timeval tv;
    tv.tv_sec = left / MICRO;
    tv.tv_usec = left % MICRO;
    if (setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) < 0) quit("setsockopt");
    struct sockaddr_in who;
    socklen_t len = sizeof(who);
    ssize_t n = recvfrom(sock, reply, sizeof(reply), 0, (struct sockaddr *)&who, &len);
    if (n == -1) {
      if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) quit("recvfrom");
    } else if (n > 0 && who.sin_addr.s_addr == server.sin_addr.s_addr && who.sin_port == server.sin_port &&
               reply[0] == digit) {
      return n;
    }
  }
}

static int usage() {
  fputs("usage: talker HOST PORT MSG...\n", stderr);
  return 2;
}

int main(int argc, char *argv[]) {
  if (argc < 4) return usage();
  char *rest;
  long port = strtol(argv[2], &rest, 10);
  if (argv[2][0] < '0' || argv[2][0] > '9' || *rest != 0 || port < 1 || port > 65535) return usage();
  server.sin_family = AF_INET;
  server.sin_port = htons((unsigned short)port);
  if (inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) return usage();

  for (int i = 3; i < argc; i++) {
    int sock = new_socket();
    char digit = "0123456789"[(i - 2) % 10];
    struct iovec both[2];
    both[0].iov_base = &digit;
    both[0].iov_len = 1;
    both[1].iov_base = argv[i];
    both[1].iov_len = strlen(argv[i]);
    struct msghdr m;
    memset(&m, 0, sizeof(m));
    m.msg_name = &server;
    m.msg_namelen = sizeof(server);
    m.msg_iov = both;
    m.msg_iovlen = 2;
    long n = -1;
    int sent = 0;
    do {
      if (sendmsg(sock, &m, 0) < 0) quit("sendmsg");
      sent++;
      n = get_reply(sock, digit, sent < 3 ? MICRO / 2 : MICRO / 5);
    } while (n < 0 && sent < 3);
    close(sock);
    if (n < 0) {
      fflush(stdout);
      fprintf(stderr, "talker: gave up on message %d\n", i - 2);
      return 4;
    }
    for (long k = 1; k < n; k++) putchar(reply[k]);
    putchar('\n');
  }
  return 0;
}
