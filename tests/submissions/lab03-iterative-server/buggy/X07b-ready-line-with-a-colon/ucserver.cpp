#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>
#include <system_error>

struct Endpoint {
  sockaddr_in raw{};

  static Endpoint any(std::uint16_t port) {
    Endpoint e;
    e.raw.sin_family = AF_INET;
    e.raw.sin_port = htons(port);
    e.raw.sin_addr.s_addr = htonl(INADDR_ANY);
    return e;
  }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&raw); }
};

std::ostream& operator<<(std::ostream& out, const Endpoint& e) {
  char text[INET_ADDRSTRLEN] = "";
  inet_ntop(AF_INET, &e.raw.sin_addr, text, sizeof text);
  return out << text << ':' << ntohs(e.raw.sin_port);
}

class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  operator int() const { return fd_; }

private:
  int fd_;
};

void check(bool ok, const char* call) {
  if (!ok) throw std::system_error(errno, std::system_category(), call);
}

bool echo(int fd) {
  char buffer[4096];
  ssize_t n = ::read(fd, buffer, sizeof buffer);
  if (n < 0) return errno == EINTR;
  if (n == 0) return false;
  for (ssize_t i = 0; i < n; ++i)
    if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[buffer[i] - 'a'];
  const char* from = buffer;
  while (n > 0) {
    const ssize_t k = ::write(fd, from, n);
    if (k < 0 && errno != EINTR) return false;
    if (k > 0) from += k, n -= k;
  }
  return true;
}

int main(int argc, char** argv) {
  int port = -1;
  std::istringstream in(argc == 2 ? argv[1] : "");
  if (!std::isdigit(in.peek()) || !(in >> port) || in.peek() != EOF || port > 65535) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  try {
    Descriptor server(::socket(AF_INET, SOCK_STREAM, 0));
    check(server >= 0, "socket");
    const int on = 1;
    check(::setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0, "setsockopt");
    auto here = Endpoint::any(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof here.raw;
    check(::bind(server, here.get(), size) == 0, "bind");
    check(::listen(server, 10) == 0, "listen");
    check(::getsockname(server, here.get(), &size) == 0, "getsockname");
    std::cout << "ready " << here << std::endl;
    while (true) {
      Descriptor client(::accept(server, nullptr, nullptr));
      if (client < 0) {
        check(errno == EINTR || errno == ECONNABORTED || errno == EPROTO, "accept");
        continue;
      }
      while (echo(client)) {
      }
    }
  } catch (const std::system_error& e) {
    std::cerr << "ucserver: " << e.what() << '\n';
    return 1;
  }
}
