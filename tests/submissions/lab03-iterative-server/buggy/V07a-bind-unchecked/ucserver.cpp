#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

const int SIZE = 10000;

void fatal(const char* call) {
  perror((std::string("ucserver: ") + call).c_str());
  exit(1);
}

int portNumber(const char* text) {
  char* rest = nullptr;
  if (!isdigit((unsigned char)text[0])) return -1;
  errno = 0;
  long n = strtol(text, &rest, 10);
  if (errno || *rest || n < 0 || n > 65535) return -1;
  return n;
}

void upper(char* s, int n) {
  for (int i = 0; i < n; i++)
    if (s[i] >= 'a' && s[i] <= 'z') s[i] = s[i] - ('a' - 'A');
}

bool sendAll(int fd, char* s, int n) {
  int done = 0;
  while (done < n) {
    int k = send(fd, s + done, n - done, MSG_NOSIGNAL);
    if (k == -1 && errno == EINTR) continue;
    if (k == -1) return false;
    done = done + k;
  }
  return true;
}

int main(int argc, char** argv) {
  if (argc != 2 || portNumber(argv[1]) == -1) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  char buffer[SIZE];

  // create the socket
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s == -1) fatal("socket");
  int on = 1;
  if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1) fatal("setsockopt");

  // bind it to the port
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons(portNumber(argv[1]));
  bind(s, (sockaddr*)&address, sizeof(address));

  // wait for clients
  if (listen(s, 20) == -1) fatal("listen");
  socklen_t length = sizeof(address);
  if (getsockname(s, (sockaddr*)&address, &length) == -1) fatal("getsockname");
  printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  fflush(stdout);

  while (true) {
    int c = accept(s, nullptr, nullptr);
    if (c == -1) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fatal("accept");
    }
    int n;
    do {
      n = recv(c, buffer, SIZE, 0);
      if (n > 0) {
        upper(buffer, n);
        if (!sendAll(c, buffer, n)) break;
      }
    } while (n > 0 || (n == -1 && errno == EINTR));
    close(c);
  }
}
