#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

// Two streams of stdio on one socket, one for each direction.

static int give_up(const char* why, int status) {
  fprintf(stderr, "ucclient: %s\n", why);
  fflush(stdout);
  _exit(status);
}

int main(int argc, char* argv[]) {
  struct sockaddr_in to = {};
  char* end = nullptr;
  unsigned long port = 0;
  if (argc == 3 && argv[2][0] >= '0' && argv[2][0] <= '9') port = strtoul(argv[2], &end, 10);
  if (port == 0 || port > 65535 || *end != '\0' || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
    fputs("usage: ucclient HOST PORT\n", stderr);
    exit(2);
  }
  to.sin_family = AF_INET;
  to.sin_port = htons((in_port_t)port);
  signal(SIGPIPE, SIG_IGN);

  int sock = socket(PF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (sock == -1 || connect(sock, (struct sockaddr*)&to, sizeof(to)) == -1) {
    perror("ucclient: connect");
    exit(1);
  }
  FILE* in = fdopen(sock, "r");
  FILE* out = fdopen(dup(sock), "w");

  char* text = nullptr;
  size_t size = 0;
  char* answer = nullptr;
  size_t answer_size = 0;
  ssize_t got;
  while ((got = getdelim(&text, &size, '\n', stdin)) != -1) {
    if (fwrite(text, 1, got, out) != (size_t)got || fflush(out) != 0) give_up("cannot send", 3);
    if (text[got - 1] != '\n') {
      putc('\n', out);
      break;
    }
    ssize_t came = getdelim(&answer, &answer_size, '\n', in);
    if (came <= 0 || answer[came - 1] != '\n') give_up("reply not complete", 3);
    fwrite(answer, 1, came, stdout);
    fflush(stdout);
  }
  fflush(out);
  shutdown(sock, SHUT_WR);
  int c;
  while ((c = getc(in)) != EOF) putchar(c);
  if (ferror(in)) give_up("lost the server", 3);
  fflush(stdout);
  return 0;
}
