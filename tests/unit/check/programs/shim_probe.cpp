// Tells what its calls gave, one word a line: what the shim changes shows here.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char* result(ssize_t value) {
  static char text[32];
  if (value < 0)
    snprintf(text, sizeof text, "%s", errno == EINTR ? "EINTR" : errno == EAGAIN ? "EAGAIN" : strerror(errno));
  else
    snprintf(text, sizeof text, "%d", static_cast<int>(value));
  return text;
}

int main() {
  int stream[2];
  int datagram[2];
  char buffer[16];
  socketpair(AF_UNIX, SOCK_STREAM, 0, stream);
  socketpair(AF_UNIX, SOCK_DGRAM, 0, datagram);
  printf("send %s\n", result(send(stream[0], "0123456789", 10, 0)));
  printf("write %s\n", result(write(stream[0], "0123456789", 10)));
  printf("recv %s\n", result(recv(stream[1], buffer, 5, MSG_DONTWAIT)));
  printf("read %s\n", result(read(stream[1], buffer, 1)));
  printf("datagram %s\n", result(send(datagram[0], "0123456789", 10, 0)));
  printf("datagram %s\n", result(recv(datagram[1], buffer, sizeof buffer, MSG_DONTWAIT)));
  fflush(stdout);
  for (int turn = 0; turn < 2; ++turn) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    printf("fork %s\n", child < 0 ? result(-1) : "yes");
    if (child > 0) wait(nullptr);
    fflush(stdout);
  }
  return 0;
}
