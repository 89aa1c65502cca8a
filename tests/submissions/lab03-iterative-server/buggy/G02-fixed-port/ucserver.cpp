#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#define MYPORT "3490"  // the port users will be connecting to
#define BACKLOG 10     // how many pending connections queue will hold

static void die(const char* call) {
  fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
  exit(1);
}

static bool valid(const std::string& port) {
  return !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos && std::stoi(port) <= 65535;
}

int main(int argc, char* argv[]) {
  if (argc != 2 || !valid(argv[1])) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);

  addrinfo hints, *res;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  int status = getaddrinfo(NULL, MYPORT, &hints, &res);
  if (status != 0) {
    fprintf(stderr, "ucserver: getaddrinfo: %s\n", gai_strerror(status));
    return 1;
  }
  int sockfd = socket(res->ai_family, res->ai_socktype, res->ai_protocol);
  if (sockfd == -1) die("socket");
  int yes = 1;
  if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1) die("setsockopt");
  if (bind(sockfd, res->ai_addr, res->ai_addrlen) == -1) die("bind");
  freeaddrinfo(res);
  if (listen(sockfd, BACKLOG) == -1) die("listen");
  printf("ready 0.0.0.0 %s\n", argv[1]);
  fflush(stdout);

  while (true) {
    int new_fd = accept(sockfd, NULL, NULL);
    if (new_fd == -1) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accept");
    }
    char buf[1000];
    ssize_t n;
    while ((n = recv(new_fd, buf, sizeof buf, 0)) > 0) {
      for (ssize_t i = 0; i < n; i++)
        if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 32;
      ssize_t sent = 0, m = 0;
      while (sent < n && (m = send(new_fd, buf + sent, n - sent, 0)) != -1) sent += m;
      if (m == -1) break;
    }
    close(new_fd);
  }
}
