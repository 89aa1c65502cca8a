/* listener PORT, in the manner of C */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call) {
  fprintf(stderr, "listener: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void show(const unsigned char *data, int n) {
  for (int i = 0; i < n; i++) {
    if (data[i] < 0x20 || data[i] > 0x7e || data[i] == '\\')
      printf("\\x%02x", data[i]);
    else
      putchar(data[i]);
  }
}

static volatile sig_atomic_t asked_to_stop;

static void on_term(int signal) {
  (void)signal;
  asked_to_stop = 1;
}

int main(int argc, char **argv) {
  if (argc != 2 || argv[1][0] == '\0' || strlen(argv[1]) > 5 || strspn(argv[1], "0123456789") != strlen(argv[1]) ||
      atoi(argv[1]) > 65535) {
    fprintf(stderr, "usage: listener PORT\n");
    return 2;
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_term; /* without SA_RESTART: recvfrom is to come back */
  sigaction(SIGTERM, &action, NULL);
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0) die("socket");
  struct sockaddr_in me;
  memset(&me, 0, sizeof me);
  me.sin_family = AF_INET;
  me.sin_port = htons((in_port_t)atoi(argv[1]));
  me.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(s, (struct sockaddr *)&me, sizeof me) < 0) die("bind");
  socklen_t size = sizeof me;
  getsockname(s, (struct sockaddr *)&me, &size);
  printf("ready 0.0.0.0 %d\n", ntohs(me.sin_port));
  fflush(stdout);

  static unsigned char buffer[65536];
  int datagrams = 0;
  while (!asked_to_stop) {
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    int n = (int)recvfrom(s, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      perror("listener: recvfrom");
      continue;
    }
    datagrams++;
    printf("from %s:%d len %d: ", inet_ntoa(from.sin_addr), ntohs(from.sin_port), n);
    if (n > 2048) {
      printf("truncated\n");
      memcpy(buffer, "!TRUNC", 6);
      n = 6;
    } else {
      show(buffer, n);
      printf("\n");
      for (int i = 0; i < n; i++)
        if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = (unsigned char)(buffer[i] - 'a' + 'A');
    }
    fflush(stdout);
    if (sendto(s, buffer, (size_t)n, 0, (struct sockaddr *)&from, length) < 0) perror("listener: sendto");
  }
  printf("stopped after %d datagrams\n", datagrams);
  return 0;
}
