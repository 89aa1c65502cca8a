// SIGTERM is noted, and the note looked at between two messages.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t stop = 0;
static void on_term(int) { stop = 1; }

static void die(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

/* -1 when the text is not a port */
static int parse_port(const char *text) {
  size_t digits = strspn(text, "0123456789");
  if (digits == 0 || text[digits] != '\0') return -1;
  errno = 0;
  unsigned long value = strtoul(text, NULL, 10);
  if (errno != 0 || value > 65535) return -1;
  return (int)value;
}

static int send_all(int fd, const char *data, size_t left) {
  while (left > 0) {
    ssize_t sent = send(fd, data, left, 0);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return -1;
    }
    data += sent;
    left -= (size_t)sent;
  }
  return 0;
}

static void serve(int fd) {
  char buffer[4096];
  while (!stop) {
    ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) perror("ucserver: recv");
    if (got <= 0) return;
    for (ssize_t i = 0; i < got; i++)
      if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = (char)(buffer[i] - 'a' + 'A');
    if (send_all(fd, buffer, (size_t)got) < 0) {
      perror("ucserver: send");
      return;
    }
  }
}

int main(int argc, char **argv) {
  int port = argc == 2 ? parse_port(argv[1]) : -1;
  if (port < 0) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  struct sigaction term;
  memset(&term, 0, sizeof term);
  term.sa_handler = on_term; /* no SA_RESTART: accept and recv return */
  sigaction(SIGTERM, &term, NULL);

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
  if (listen(listener, 8) < 0) die("listen");

  socklen_t length = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) die("getsockname");
  printf("ready 0.0.0.0 %d\n", (int)ntohs(address.sin_port));
  if (fflush(stdout) != 0) die("write");

  while (!stop) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      switch (errno) { /* what went wrong with one connection, not with the listening socket */
        case EINTR: case ECONNABORTED: case EAGAIN: case EPROTO: case EPERM: case ENETDOWN: case ENETUNREACH:
        case EHOSTDOWN: case EHOSTUNREACH: case ENONET: case ENOPROTOOPT: case EOPNOTSUPP:
          continue;
        default:
          die("accept");
      }
    }
    serve(fd);
    close(fd);
  }
  close(listener);
  return 0;
}
