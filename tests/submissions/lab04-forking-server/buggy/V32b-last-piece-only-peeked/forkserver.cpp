/* forkserver PORT: signals are let in only while pselect waits */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_CHILDREN 1000

static pid_t children[MOST_CHILDREN];
static int count;
static volatile sig_atomic_t ended, asked_to_end;

static void on_signal(int sig) {
  if (sig == SIGCHLD)
    ended = 1;
  else
    asked_to_end = 1;
}

static void die(const char *call) {
  fprintf(stderr, "forkserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void collect(void) {
  pid_t pid;
  ended = 0;
  while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
    for (int i = 0; i < count; i++)
      if (children[i] == pid) {
        children[i] = children[--count];
        break;
      }
}

static void end_children(void) {
  for (int i = 0; i < count; i++) kill(children[i], SIGTERM);
  while (wait(NULL) > 0 || errno == EINTR) continue;
}

static int write_all(int fd, const char *data, size_t size) {
  while (size > 0) {
    ssize_t n = write(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    data += n;
    size -= (size_t)n;
  }
  return 0;
}

static int count_of(int fd, unsigned long what) {
  int bytes = 0;
  ioctl(fd, what, &bytes);
  return bytes;
}

static int client_has_ended(int fd) {
  struct pollfd one = {fd, POLLRDHUP, 0};
  return poll(&one, 1, 0) == 1;
}

/* so that close loses nothing of the answer */
static void wait_for_delivery(int fd) {
  struct pollfd lost = {fd, 0, 0};
  while (count_of(fd, SIOCOUTQ) > 0 && poll(&lost, 1, 1) == 0) continue;
}

static void dostuff(int fd, int number) {
  char buffer[1500];
  ssize_t n = snprintf(buffer, sizeof buffer, "#%d %ld\n", number, (long)getpid());
  if (write_all(fd, buffer, (size_t)n) < 0) return;
  while ((n = recv(fd, buffer, sizeof buffer, MSG_PEEK)) > 0) {
    for (ssize_t i = 0; i < n; i++)
      if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = (char)(buffer[i] ^ 0x20);
    if (write_all(fd, buffer, (size_t)n) < 0) return;
    if (client_has_ended(fd) && count_of(fd, FIONREAD) == n) {
      wait_for_delivery(fd);
      return;
    }
    recv(fd, buffer, (size_t)n, 0);
  }
}

static int prepare(unsigned port) {
  int on = 1;
  struct sockaddr_in address = {};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) die("socket");
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  address.sin_family = AF_INET;
  address.sin_port = htons((in_port_t)port);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (listen(fd, 16) < 0) die("listen");
  if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) die("getsockname");
  printf("ready 0.0.0.0 %u\n", (unsigned)ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

static int number_of(const char *text) {
  int value = 0;
  if (*text == '\0') return -1;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return -1;
    value = value * 10 + (*text - '0');
    if (value > 65535) return -1;
  }
  return value;
}

int main(int argc, char **argv) {
  int port = argc == 2 ? number_of(argv[1]) : -1;
  if (port < 0) {
    fprintf(stderr, "usage: forkserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  sigset_t blocked, open;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &open);
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigaction(SIGCHLD, &action, NULL);
  sigaction(SIGTERM, &action, NULL);

  int listener = prepare((unsigned)port);
  int number = 0;
  while (!asked_to_end) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(listener, &readable);
    int ready = pselect(listener + 1, &readable, NULL, NULL, NULL, &open);
    if (ended) collect();
    if (ready != 1 || asked_to_end || count == MOST_CHILDREN) continue;
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
      die("accept");
    }
    number++;
    pid_t pid = fork();
    if (pid == 0) {
      signal(SIGTERM, SIG_DFL);
      signal(SIGCHLD, SIG_DFL);
      sigprocmask(SIG_SETMASK, &open, NULL);
      close(listener);
      dostuff(connection, number);
      close(connection);
      _exit(0);
    }
    if (pid > 0) children[count++] = pid;
    close(connection);
  }
  close(listener);
  end_children();
  return 0;
}
