// Correct. A child serves each client, and the parent waits for it before it accepts the next: iterative all the same.
// SIGTERM: the handler ends the child first, then the parent, with status 0. Without a child to be had, the parent serves.
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t child;  // 0: none. Changed only while SIGTERM is blocked

extern "C" void on_term(int) {
  if (child > 0) kill((pid_t)child, SIGKILL);
  _exit(0);
}

static void fatal(const char *call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void serve(int fd) {
  unsigned char buffer[8192];
  for (;;) {
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n == -1 && errno == EINTR) continue;
    if (n <= 0) return;
    for (unsigned char *p = buffer; p < buffer + n; p++)
      if ('a' <= *p && *p <= 'z') *p ^= 0x20;
    for (ssize_t done = 0; done < n;) {
      ssize_t m = write(fd, buffer + done, (size_t)(n - done));
      if (m == -1 && errno == EINTR) continue;
      if (m == -1) return;
      done += m;
    }
  }
}

static void serve_in_child(int listener, int fd) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);

  sigprocmask(SIG_BLOCK, &term, &before);
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(listener);
    serve(fd);
    _exit(0);
  }
  if (pid > 0) child = pid;
  sigprocmask(SIG_SETMASK, &before, NULL);

  if (pid < 0) {
    perror("ucserver: fork");
    serve(fd);
    close(fd);
    return;
  }
  close(fd);

  // Wait without collecting, so that the handler never kills a number that means somebody else by now
  siginfo_t info;
  while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == -1 && errno == EINTR) continue;
  sigprocmask(SIG_BLOCK, &term, &before);
  child = 0;
  while (waitpid(pid, NULL, 0) == -1 && errno == EINTR) continue;
  sigprocmask(SIG_SETMASK, &before, NULL);
}

int main(int argc, char *argv[]) {
  int port = -1;
  if (argc == 2) {
    size_t length = strlen(argv[1]);
    if (length >= 1 && length <= 5) {
      port = 0;
      for (const char *p = argv[1]; *p != '\0' && port >= 0; p++) port = *p >= '0' && *p <= '9' ? port * 10 + (*p - '0') : -1;
    }
  }
  if (port < 0 || port > 65535) {
    fprintf(stderr, "usage: ucserver PORT\n");
    exit(2);
  }

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_term;
  sigaction(SIGTERM, &action, NULL);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, NULL);

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener == -1) fatal("socket");
  int yes = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == -1) fatal("setsockopt");
  struct sockaddr_in addr = {};
  addr.sin_family = AF_INET;
  addr.sin_addr.s_addr = htonl(INADDR_ANY);
  addr.sin_port = htons((in_port_t)port);
  if (bind(listener, (struct sockaddr *)&addr, sizeof(addr)) == -1) fatal("bind");
  if (listen(listener, 20) == -1) fatal("listen");
  socklen_t len = sizeof(addr);
  if (getsockname(listener, (struct sockaddr *)&addr, &len) == -1) fatal("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
  if (fflush(stdout) == EOF) fatal("write");  // before the first fork, or the children would have it too

  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd == -1) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fatal("accept");
    }
    serve_in_child(listener, fd);
  }
}
