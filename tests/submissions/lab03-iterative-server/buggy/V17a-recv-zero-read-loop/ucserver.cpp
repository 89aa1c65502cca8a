#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>

static void fatal(const char* call) {
  std::cerr << "ucserver: " << call << ": " << strerror(errno) << std::endl;
  exit(1);
}

static int usage() {
  std::cerr << "usage: ucserver PORT" << std::endl;
  return 2;
}

static bool write_all(int fd, const char* p, ssize_t n) {
  while (n > 0) {
    ssize_t done = write(fd, p, n);
    if (done < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    p += done;
    n -= done;
  }
  return true;
}

static void serve(int fd) {
  char text[1024];
  while (true) {
    ssize_t n = read(fd, text, sizeof text);
    if (n < 0) {
      if (errno == EINTR) continue;
      std::cerr << "ucserver: read: " << strerror(errno) << std::endl;
      break;
    }
    for (ssize_t i = 0; i < n; i++) {
      if (text[i] >= 'a' && text[i] <= 'z') text[i] = text[i] - 'a' + 'A';
    }
    if (!write_all(fd, text, n)) {
      std::cerr << "ucserver: write: " << strerror(errno) << std::endl;
      break;
    }
  }
}

int main(int argc, char* argv[]) {
  if (argc != 2) return usage();
  const std::string arg(argv[1]);
  if (arg.empty() || arg.size() > 5 || arg.find_first_not_of("0123456789") != std::string::npos) return usage();
  const int port = std::stoi(arg);
  if (port > 65535) return usage();
  signal(SIGPIPE, SIG_IGN);

  int lfd = socket(AF_INET, SOCK_STREAM, 0);
  if (lfd < 0) fatal("socket");
  int on = 1;
  if (setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fatal("setsockopt");
  sockaddr_in sin{};
  sin.sin_family = AF_INET;
  sin.sin_port = htons(port);
  sin.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(lfd, (sockaddr*)&sin, sizeof sin) < 0) fatal("bind");
  if (listen(lfd, 9) < 0) fatal("listen");
  socklen_t len = sizeof sin;
  if (getsockname(lfd, (sockaddr*)&sin, &len) < 0) fatal("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(sin.sin_port) << std::endl;

  for (;;) {
    int fd = accept(lfd, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fatal("accept");
    }
    serve(fd);
    close(fd);
  }
}
