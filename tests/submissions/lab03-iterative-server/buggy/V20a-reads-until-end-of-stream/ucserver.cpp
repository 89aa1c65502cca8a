#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

[[noreturn]] void raise_error(const char* call) { throw std::system_error(errno, std::generic_category(), call); }

class TcpServer {
public:
  explicit TcpServer(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (fd_ < 0) raise_error("socket");
    const int yes = 1;
    if (::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) raise_error("setsockopt");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) raise_error("bind");
    if (::listen(fd_, SOMAXCONN) < 0) raise_error("listen");
  }
  ~TcpServer() { ::close(fd_); }
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  std::uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) < 0) raise_error("getsockname");
    return ntohs(address.sin_port);
  }

  int next_client() const {
    while (true) {
      const int fd = ::accept(fd_, nullptr, nullptr);
      if (fd >= 0) return fd;
      if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) raise_error("accept");
    }
  }

private:
  int fd_;
};

// Everything the client has to say, or nothing when it got lost.
std::optional<std::string> receive_request(int fd) {
  std::string request;
  char part[8192];
  while (true) {
    const ssize_t n = ::recv(fd, part, sizeof part, 0);
    if (n == 0) return request;
    if (n > 0)
      request.append(part, static_cast<std::size_t>(n));
    else if (errno != EINTR)
      return std::nullopt;
  }
}

void send_reply(int fd, std::string_view reply) {
  while (!reply.empty()) {
    const ssize_t n = ::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL);
    if (n >= 0)
      reply.remove_prefix(static_cast<std::size_t>(n));
    else if (errno != EINTR)
      return;
  }
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

}  // namespace

int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  const char* end = argc == 2 ? argv[1] + std::strlen(argv[1]) : nullptr;
  const auto parsed = argc == 2 ? std::from_chars(argv[1], end, port) : std::from_chars_result{nullptr, std::errc::invalid_argument};
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  try {
    TcpServer server(port);
    std::cout << "ready 0.0.0.0 " << server.port() << std::endl;
    while (true) {
      const int client = server.next_client();
      if (auto request = receive_request(client)) {
        std::transform(request->begin(), request->end(), request->begin(), upper);
        send_reply(client, *request);
      }
      ::close(client);
    }
  } catch (const std::system_error& error) {
    std::cerr << "ucserver: " << error.what() << '\n';
    return 1;
  }
}
