#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static int read_port(const char *arg) {
  size_t n = strlen(arg);
  if (n < 1 || n > 5 || strspn(arg, "0123456789") != n) return -1;
  int port = atoi(arg);
  return port <= 65535 ? port : -1;
}

/* the child: serves one client until it ends its stream */
static void child(int conn) {
  char buf[4096];
  for (;;) {
    ssize_t n = read(conn, buf, sizeof buf);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    for (ssize_t i = 0; i < n; i++)
      if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 'a' - 'A';
    ssize_t off = 0;
    while (off < n) {
      ssize_t w = write(conn, buf + off, n - off);
      if (w < 0 && errno == EINTR) continue;
      if (w < 0) _exit(0);
      off += w;
    }
  }
  close(conn);
  _exit(0);
}

int main(int argc, char **argv) {
  int port = argc == 2 ? read_port(argv[1]) : -1;
  if (port < 0) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);

  int lsock = socket(AF_INET, SOCK_STREAM, 0);
  if (lsock < 0) fail("socket");
  int on = 1;
  if (setsockopt(lsock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  struct sockaddr_in addr = {};
  addr.sin_family = AF_INET;
  addr.sin_addr.s_addr = htonl(INADDR_ANY);
  addr.sin_port = htons(port);
  if (bind(lsock, (struct sockaddr *)&addr, sizeof addr) < 0) fail("bind");
  if (listen(lsock, 10) < 0) fail("listen");
  socklen_t len = sizeof addr;
  if (getsockname(lsock, (struct sockaddr *)&addr, &len) < 0) fail("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
  fflush(stdout);

  pid_t parent = getpid();
  for (;;) {
    int conn = accept(lsock, NULL, NULL);
    if (conn < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fail("accept");
    }
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL); /* the child goes when the parent is terminated */
      if (getppid() != parent) _exit(0);
      close(lsock);
      child(conn);
    }
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
      ;
  }
}
