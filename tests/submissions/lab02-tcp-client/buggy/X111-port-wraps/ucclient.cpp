// ucclient HOST PORT. A reply is looked at in the socket until all of it is there, and only then taken: what comes behind its
// newline never has to be kept here.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

char window[4096];

[[noreturn]] void early_end() {
  fputs("ucclient: the server ended early\n", stderr);
  exit(3);
}

ssize_t receive(int s, size_t size, int flags) {
  ssize_t n;
  do n = recv(s, window, size, flags);
  while (n < 0 && errno == EINTR);
  return n;
}

// So many bytes are there: they are taken, and printed.
void take(int s, size_t size) {
  if (receive(s, size, MSG_WAITALL) != (ssize_t)size) early_end();
  fwrite(window, 1, size, stdout);
}

void reply(int s) {
  for (;;) {
    ssize_t n = receive(s, sizeof window, MSG_PEEK);
    if (n <= 0) early_end();
    if (void* newline = memchr(window, '\n', (size_t)n)) {
      take(s, (size_t)((char*)newline + 1 - window));
      break;
    }
    if ((size_t)n == sizeof window) take(s, sizeof window);  // a part of a long one
    // Sleep until there is one byte more to look at.
    else if (receive(s, (size_t)n + 1, MSG_PEEK | MSG_WAITALL) <= n) early_end();
  }
  fflush(stdout);
}

void send_line(int s, const char* line, size_t size) {
  while (size > 0) {
    ssize_t n = send(s, line, size, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) early_end();
    if (n < 0) continue;
    line += n;
    size -= (size_t)n;
  }
}

int failed(const char* call) {
  fprintf(stderr, "ucclient: %s: %s\n", call, strerror(errno));
  return 1;
}

// 0: not a port.
unsigned port_of(const char* digits) {
  unsigned port = 0;
  for (; *digits; digits++) {
    if (*digits < '0' || *digits > '9') return 0;
    port = port * 10 + (unsigned)(*digits - '0');
  }
  return port > 65535 ? 0 : port;
}

}  // namespace

int main(int argc, char** argv) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  unsigned port = argc == 3 ? port_of(argv[2]) : 0;
  if (port == 0 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
    fputs("usage: ucclient HOST PORT\n", stderr);
    return 2;
  }
  to.sin_port = htons((uint16_t)port);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) return failed("socket");
  if (connect(s, (sockaddr*)&to, sizeof to) < 0) return failed("connect");

  char* line = nullptr;
  size_t room = 0;
  ssize_t n;
  while ((n = getline(&line, &room, stdin)) > 0) {
    send_line(s, line, (size_t)n);
    if (line[n - 1] == '\n') reply(s);
  }
  if (shutdown(s, SHUT_WR) < 0) early_end();
  while ((n = receive(s, sizeof window, 0)) > 0) fwrite(window, 1, (size_t)n, stdout);
  if (n < 0) early_end();
  fflush(stdout);
  free(line);
  close(s);
  return 0;
}
