// Correct. main starts the server in a thread and ends itself with pthread_exit: the process lives on without its first
// thread. (From outside that one is a zombie, and /proc/PID/fd is empty; /proc/PID/task/TID/fd is not.)
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

static void fail(const char *call, int reason) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(reason));
  exit(1);
}

static void serve(int fd) {
  char *bytes = (char *)malloc(32768);
  if (bytes == NULL) return;
  ssize_t n;
  while ((n = recv(fd, bytes, 32768, 0)) > 0 || (n < 0 && errno == EINTR)) {
    for (ssize_t i = 0; i < n; i++)
      if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] = (char)(bytes[i] - 'a' + 'A');
    ssize_t done = 0;
    while (done < n) {
      ssize_t m = send(fd, bytes + done, (size_t)(n - done), MSG_NOSIGNAL);
      if (m >= 0)
        done += m;
      else if (errno != EINTR)
        break;
    }
    if (done < n && n > 0) break;
  }
  free(bytes);
}

static void *server(void *argument) {
  int listener = (int)(intptr_t)argument;
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fail("accept", errno);
    }
    serve(fd);
    close(fd);
  }
  return NULL;
}

int main(int argc, char **argv) {
  long port = -1;
  if (argc == 2) {
    char *end;
    port = strtol(argv[1], &end, 10);
    if (argv[1][0] < '0' || argv[1][0] > '9' || *end != '\0') port = -1;
  }
  if (port < 0 || port > 65535) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket", errno);
  int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt", errno);
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind", errno);
  if (listen(listener, 10) < 0) fail("listen", errno);
  socklen_t length = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) fail("getsockname", errno);
  pthread_t thread;
  int error = pthread_create(&thread, NULL, server, (void *)(intptr_t)listener);
  if (error != 0) fail("pthread_create", error);
  pthread_detach(thread);
  printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (fflush(stdout) != 0) fail("write", errno);
  pthread_exit(NULL);
}
