#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>

class CallFailed : public std::system_error {
 public:
  explicit CallFailed(const char* call) : std::system_error(errno, std::generic_category()), call_(call) {}
  std::string line() const { return std::string("ucserver: ") + call_ + ": " + std::strerror(code().value()); }

 private:
  const char* call_;
};

class Server {
 public:
  explicit Server(std::uint16_t port) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (listener_ < 0) throw CallFailed("socket");
    int on = 1;
    if (::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) throw CallFailed("setsockopt");
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_ANY);
    address_.sin_port = htons(port);
    if (::listen(listener_, 10) < 0) throw CallFailed("listen");
  }

  ~Server() { ::close(listener_); }

  std::uint16_t port() {
    if (address_.sin_port != 0) return ntohs(address_.sin_port);
    socklen_t length = sizeof address_;
    if (::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &length) < 0) throw CallFailed("getsockname");
    return ntohs(address_.sin_port);
  }

  [[noreturn]] void run() {
    for (;;) {
      int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) {
        if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
        throw CallFailed("accept");
      }
      talk(client);
      ::close(client);
    }
  }

 private:
  void talk(int client) {
    for (;;) {
      ssize_t n = ::recv(client, buffer_.data(), buffer_.size(), 0);
      if (n <= 0) return;
      for (ssize_t i = 0; i < n; ++i) {
        char& c = buffer_[i];
        if ('a' <= c && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      }
      for (ssize_t sent = 0; sent < n;) {
        ssize_t m = ::send(client, buffer_.data() + sent, n - sent, MSG_NOSIGNAL);
        if (m < 0) return;
        sent += m;
      }
    }
  }

  int listener_;
  sockaddr_in address_{};
  std::array<char, 8192> buffer_;
};

int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  bool good = argc == 2;
  if (good) {
    const char* end = argv[1] + std::strlen(argv[1]);
    auto result = std::from_chars(argv[1], end, port);
    good = result.ec == std::errc() && result.ptr == end;
  }
  if (!good) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  try {
    Server server(port);
    std::printf("ready 0.0.0.0 %u\n", server.port());
    std::fflush(stdout);
    server.run();
  } catch (const CallFailed& problem) {
    std::fprintf(stderr, "%s\n", problem.line().c_str());
    return 1;
  }
}
