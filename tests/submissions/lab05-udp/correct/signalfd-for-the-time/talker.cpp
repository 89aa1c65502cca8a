/* talker HOST PORT MSG...: SIGALRM is blocked, and read from a signalfd beside the socket */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
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
static int wait_for_answer(int s, int alarms, const struct sockaddr_in *listener, char digit) {
  long end = now_ms() + 501;
  struct itimerval once = {{0, 0}, {0, 501000}};
  setitimer(ITIMER_REAL, &once, NULL);
  for (;;) {
    struct pollfd both[2] = {{s, POLLIN, 0}, {alarms, POLLIN, 0}};
    if (poll(both, 2, -1) < 0) continue;
    if (both[1].revents != 0) {
      struct signalfd_siginfo told;
      if (read(alarms, &told, sizeof told) == sizeof told && now_ms() >= end) return -1;
    }
    if (both[0].revents == 0) continue;
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    int n = (int)recvfrom(s, answer, sizeof answer, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
    if (n < 1) continue;
    if (from.sin_addr.s_addr != listener->sin_addr.s_addr || from.sin_port != listener->sin_port) continue;
    if (answer[0] != digit) continue;
    struct itimerval off = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &off, NULL);
    return n - 1;
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
  sigset_t alarm_only;
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  sigprocmask(SIG_BLOCK, &alarm_only, NULL);
  int alarms = signalfd(-1, &alarm_only, 0);
  if (alarms < 0) die("signalfd");
  struct protoent *udp = getprotobyname("udp");
  if (udp == NULL) die("getprotobyname");
  int s = socket(AF_INET, SOCK_DGRAM, udp->p_proto);
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
      length = wait_for_answer(s, alarms, &listener, digit);
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
