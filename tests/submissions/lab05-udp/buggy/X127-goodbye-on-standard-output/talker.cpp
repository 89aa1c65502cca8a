/* talker HOST PORT MSG..., in the manner of C */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void die(const char *call) {
  fprintf(stderr, "talker: %s: %s\n", call, strerror(errno));
  exit(1);
}

static char answer[65536];

/* The answer's length without its digit, or -1 when the time is over. */
static int wait_for_answer(int s, const struct sockaddr_in *listener, char digit) {
  long end = now_ms() + 501;
  for (;;) {
    long left = end - now_ms();
    if (left <= 0) return -1;
    fd_set set;
    FD_ZERO(&set);
    FD_SET(s, &set);
    struct timeval time = {left / 1000, left % 1000 * 1000};
    if (select(s + 1, &set, NULL, NULL, &time) <= 0) continue;
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    int n = (int)recvfrom(s, answer, sizeof answer, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
    if (n < 1) continue;
    if (from.sin_addr.s_addr != listener->sin_addr.s_addr || from.sin_port != listener->sin_port) continue;
    if (answer[0] == digit) return n - 1;
  }
}

int main(int argc, char **argv) {
  struct sockaddr_in listener;
  memset(&listener, 0, sizeof listener);
  long port = 0;
  if (argc >= 4 && argv[2][0] != '\0' && strlen(argv[2]) < 6 && strspn(argv[2], "0123456789") == strlen(argv[2]))
    port = atol(argv[2]);
  if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &listener.sin_addr) != 1) {
    fprintf(stderr, "usage: talker HOST PORT MSG...\n");
    return 2;
  }
  listener.sin_family = AF_INET;
  listener.sin_port = htons((in_port_t)port);
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0) die("socket");

  for (int i = 3; i < argc; i++) {
    char digit = (char)('0' + (i - 2) % 10);
    size_t size = strlen(argv[i]) + 1;
    char *payload = (char *)malloc(size + 1);
    payload[0] = digit;
    strcpy(payload + 1, argv[i]);
    int length = -1;
    for (int sending = 1; sending <= 3 && length < 0; sending++) {
      if (sendto(s, payload, size, 0, (struct sockaddr *)&listener, sizeof listener) < 0) die("sendto");
      length = wait_for_answer(s, &listener, digit);
    }
    free(payload);
    if (length < 0) {
      fprintf(stderr, "talker: no answer to message %d\n", i - 2);
      return 4;
    }
    fwrite(answer + 1, 1, (size_t)length, stdout);
    putchar('\n');
  }
  return 0;
}
