/* forkserver PORT, in the manner of C */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *call) {
  fprintf(stderr, "forkserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static void on_child(int sig) {
  int saved = errno;
  (void)sig;
  while (waitpid(-1, NULL, WNOHANG) > 0) continue;
  errno = saved;
}

/* The server is alone in its group with its children. */
static void on_term(int sig) {
  (void)sig;
  signal(SIGTERM, SIG_IGN);
  kill(0, SIGTERM);
  _exit(0);
}

static volatile sig_atomic_t stop = 0;
static void on_term_in_child(int sig) {
  (void)sig;
  stop = 1;
}

static int write_all(int fd, const char *data, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t n = send(fd, data + done, size - done, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    done += (size_t)n;
  }
  return 0;
}

static void dostuff(int fd, int number) {
  char buffer[2048];
  int length = snprintf(buffer, sizeof buffer, "#%d %d\n", number, (int)getpid());
  if (write_all(fd, buffer, (size_t)length) < 0) return;
  while (!stop) {
    ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    for (ssize_t i = 0; i < n; i++)
      if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] -= 32;
    if (write_all(fd, buffer, (size_t)n) < 0) return;
  }
}

int main(int argc, char **argv) {
  if (argc != 2 || argv[1][0] == '\0' || strlen(argv[1]) > 5 || strspn(argv[1], "0123456789") != strlen(argv[1]) ||
      atoi(argv[1]) > 65535) {
    fprintf(stderr, "usage: forkserver PORT\n");
    return 2;
  }
  setpgid(0, 0);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_child;
  action.sa_flags = SA_RESTART;
  sigaction(SIGCHLD, &action, NULL);
  action.sa_handler = on_term;
  sigaction(SIGTERM, &action, NULL);

  int sockfd = socket(AF_INET, SOCK_STREAM, 0);
  if (sockfd < 0) die("socket");
  int on = 1;
  setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((in_port_t)atoi(argv[1]));
  address.sin_addr.s_addr = INADDR_ANY;
  if (bind(sockfd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (listen(sockfd, 20) < 0) die("listen");
  getsockname(sockfd, (struct sockaddr *)&address, &size);
  printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  fflush(stdout);

  int number = 0;
  while (1) {
    int newsockfd = accept(sockfd, NULL, NULL);
    if (newsockfd < 0) continue;
    number++;
    pid_t pid = fork();
    if (pid == 0) {
      close(sockfd);
      struct sigaction ends;
      memset(&ends, 0, sizeof ends);
      ends.sa_handler = on_term_in_child; /* no SA_RESTART: recv returns */
      sigaction(SIGTERM, &ends, NULL);
      dostuff(newsockfd, number);
      close(newsockfd);
      _exit(0);
    }
    if (pid < 0) fprintf(stderr, "forkserver: fork: %s\n", strerror(errno));
    close(newsockfd);
  }
}
