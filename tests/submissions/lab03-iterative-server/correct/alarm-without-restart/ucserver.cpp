// Correct. An alarm rings every second, without SA_RESTART: every call that waits is interrupted again and again, and goes
// on. Twice a minute a line of statistics goes to standard error.
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t rings;
static unsigned long clients, bytes;

static void on_alarm(int) {
  rings = rings + 1;
  alarm(1);
}

static void interrupted(void) {
  if (rings < 30) return;
  rings = 0;
  fprintf(stderr, "ucserver: %lu clients, %lu bytes so far\n", clients, bytes);
}

static void die(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void serve(int fd) {
  unsigned char table[256], data[12345];
  for (int i = 0; i < 256; i++) table[i] = (unsigned char)(i >= 'a' && i <= 'z' ? i - 'a' + 'A' : i);
  for (;;) {
    ssize_t got = read(fd, data, sizeof data);
    if (got < 0 && errno == EINTR) {
      interrupted();
      continue;
    }
    if (got <= 0) break;
    bytes += (unsigned long)got;
    for (ssize_t i = 0; i < got; i++) data[i] = table[data[i]];
    unsigned char *from = data;
    while (got > 0) {
      ssize_t put = write(fd, from, (size_t)got);
      if (put < 0 && errno == EINTR) {
        interrupted();
        continue;
      }
      if (put < 0) break;
      from += put;
      got -= put;
    }
    if (got > 0) break;
  }
  while (close(fd) < 0 && errno == EINTR) break; /* Linux: it is closed even then */
}

int main(int argc, char **argv) {
  unsigned long port = 0;
  char *end = NULL;
  errno = 0;
  if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9') port = strtoul(argv[1], &end, 10);
  if (end == NULL || *end != '\0' || errno != 0 || port > 65535) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) die("socket");
  int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons((unsigned short)port);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (listen(listener, 64) < 0) die("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  setvbuf(stdout, NULL, _IONBF, 0);
  printf("ready 0.0.0.0 %d\n", (int)ntohs(address.sin_port));

  struct sigaction action;
  memset(&action, 0, sizeof action); /* no SA_RESTART */
  action.sa_handler = on_alarm;
  sigaction(SIGALRM, &action, NULL);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, NULL);
  alarm(1);

  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO && errno != EPERM) die("accept");
      interrupted();
      continue;
    }
    clients++;
    serve(fd);
  }
}
