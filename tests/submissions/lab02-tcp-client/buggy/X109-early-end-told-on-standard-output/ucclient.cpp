// ucclient HOST PORT, in the manner of C
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char reply[1024];

static void die(const char *call) {
  fprintf(stderr, "ucclient: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void lost(void) {
  printf("ucclient: the server has gone\n");
  exit(3);
}

static void send_all(int s, const char *data, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t n = write(s, data + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) lost();
    done += (size_t)n;
  }
}

/* One reply, byte by byte, so that nothing behind its newline is taken. */
static void copy_reply(int s) {
  size_t used = 0;
  char c = 0;
  while (c != '\n') {
    ssize_t n = recv(s, &c, 1, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) lost();
    reply[used++] = c;
    if (used == sizeof reply || c == '\n') {
      fwrite(reply, 1, used, stdout);
      used = 0;
    }
  }
  fflush(stdout);
}

static void copy_rest(int s) {
  ssize_t n;
  while ((n = recv(s, reply, sizeof reply, 0)) != 0) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) lost();
    fwrite(reply, 1, (size_t)n, stdout);
  }
  fflush(stdout);
}

int main(int argc, char **argv) {
  struct sockaddr_in server;
  memset(&server, 0, sizeof server);
  long port = 0;
  if (argc == 3 && strlen(argv[2]) > 0 && strlen(argv[2]) < 6 && strspn(argv[2], "0123456789") == strlen(argv[2]))
    port = atol(argv[2]);
  if (port < 1 || port > 65535 || inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) {
    fprintf(stderr, "usage: ucclient HOST PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  server.sin_family = AF_INET;
  server.sin_port = htons((unsigned short)port);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) die("socket");
  if (connect(s, (struct sockaddr *)&server, sizeof server) < 0) die("connect");

  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  while ((length = getline(&line, &room, stdin)) > 0) {
    send_all(s, line, (size_t)length);
    if (line[length - 1] == '\n') copy_reply(s);
  }
  if (shutdown(s, SHUT_WR) < 0) lost();
  copy_rest(s);
  free(line);
  close(s);
  return 0;
}
