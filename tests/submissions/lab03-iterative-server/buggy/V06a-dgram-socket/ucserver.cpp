#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>

struct SystemError : std::runtime_error {
  explicit SystemError(const std::string& call) : std::runtime_error(call + ": " + strerror(errno)) {}
};

int make_listener(int port) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) throw SystemError("socket");

  int opt = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &opt, sizeof(opt)) < 0) throw SystemError("setsockopt");

  struct sockaddr_in addr;
  memset(&addr, 0, sizeof(addr));
  addr.sin_family = AF_INET;
  addr.sin_addr.s_addr = INADDR_ANY;
  addr.sin_port = htons(port);
  if (bind(fd, (struct sockaddr*)&addr, sizeof(addr)) < 0) throw SystemError("bind");
  if (listen(fd, 8) < 0) throw SystemError("listen");
  return fd;
}

int port_of(int fd) {
  struct sockaddr_in addr;
  socklen_t len = sizeof(addr);
  if (getsockname(fd, (struct sockaddr*)&addr, &len) < 0) throw SystemError("getsockname");
  return ntohs(addr.sin_port);
}

void send_string(int fd, const std::string& s) {
  size_t sent = 0;
  while (sent < s.size()) {
    ssize_t n = send(fd, s.data() + sent, s.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw SystemError("send");
    sent += n;
  }
}

void serve(int fd) {
  char buf[4096];
  for (;;) {
    ssize_t n = recv(fd, buf, sizeof(buf), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw SystemError("recv");
    if (n == 0) return;
    std::string answer(buf, n);
    for (char& c : answer) c = std::toupper((unsigned char)c);
    send_string(fd, answer);
  }
}

int main(int argc, char* argv[]) {
  if (argc != 2) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  std::string arg = argv[1];
  int port = 65536;
  if (!arg.empty() && arg.size() < 6 && arg.find_first_not_of("0123456789") == std::string::npos) port = atoi(argv[1]);
  if (port > 65535) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }

  try {
    int listener = make_listener(port);
    std::cout << "ready 0.0.0.0 " << port_of(listener) << std::endl;
    for (;;) {
      int fd = accept(listener, nullptr, nullptr);
      if (fd < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)) continue;
      if (fd < 0) throw SystemError("accept");
      try {
        serve(fd);
      } catch (const SystemError& e) {
        std::cerr << "ucserver: " << e.what() << "\n";
      }
      close(fd);
    }
  } catch (const SystemError& e) {
    std::cerr << "ucserver: " << e.what() << "\n";
    return 1;
  }
}
