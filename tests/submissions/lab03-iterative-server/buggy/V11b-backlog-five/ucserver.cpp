#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>

class Listener {
 public:
  explicit Listener(int port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (fd_ < 0) stop("socket");
    int enable = 1;
    if (setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable) < 0) stop("setsockopt");
    sockaddr_in addr{};
    addr.sin_family = AF_INET;
    addr.sin_port = htons(static_cast<in_port_t>(port));
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&addr), sizeof addr) < 0) stop("bind");
    if (::listen(fd_, 5) < 0) stop("listen");
    socklen_t n = sizeof addr;
    if (getsockname(fd_, reinterpret_cast<sockaddr*>(&addr), &n) < 0) stop("getsockname");
    port_ = ntohs(addr.sin_port);
  }

  int port() const { return port_; }

  int next() const {
    int fd;
    while ((fd = ::accept(fd_, nullptr, nullptr)) < 0)
      if (errno != EINTR && errno != ECONNABORTED) stop("accept");
    return fd;
  }

 private:
  [[noreturn]] static void stop(const char* call) {
    std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << std::endl;
    std::exit(1);
  }

  int fd_;
  int port_ = 0;
};

class Client {
 public:
  explicit Client(int fd) : fd_(fd) {}
  ~Client() { close(fd_); }

  void serve() {
    char data[4096];
    ssize_t n;
    while ((n = recv(fd_, data, sizeof data, 0)) > 0) {
      for (ssize_t i = 0; i < n; ++i)
        if (data[i] >= 'a' && data[i] <= 'z') data[i] -= 'a' - 'A';
      if (!write_all(data, n)) return;
    }
  }

 private:
  bool write_all(const char* from, ssize_t left) {
    while (left > 0) {
      ssize_t n = send(fd_, from, left, 0);
      if (n < 0) return false;
      from += n;
      left -= n;
    }
    return true;
  }

  int fd_;
};

int main(int argc, char** argv) {
  int port = -1;
  try {
    if (argc == 2 && isdigit(static_cast<unsigned char>(*argv[1]))) {
      std::size_t used = 0;
      port = std::stoi(argv[1], &used);
      if (argv[1][used] != '\0' || port > 65535) port = -1;
    }
  } catch (const std::exception&) {
    port = -1;
  }
  if (port < 0) {
    std::cerr << "usage: ucserver PORT" << std::endl;
    return 2;
  }

  signal(SIGPIPE, SIG_IGN);
  Listener listener(port);
  std::cout << "ready 0.0.0.0 " << listener.port() << std::endl;
  for (;;) Client(listener.next()).serve();
}
