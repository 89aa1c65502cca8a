#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

class SystemError : public std::runtime_error {
public:
  explicit SystemError(const std::string& call) : std::runtime_error(call + ": " + std::strerror(errno)) {}
};

class UpperCaseService {
public:
  static void handle(int socket) {
    std::array<char, 4096> buffer;
    ssize_t n;
    while ((n = receive(socket, buffer)) > 0) {
      for (ssize_t i = 0; i < n; ++i)
        if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = static_cast<char>(buffer[i] - 'a' + 'A');
      if (!transmit(socket, buffer.data(), n)) break;
    }
    close(socket);
  }

private:
  static ssize_t receive(int socket, std::array<char, 4096>& buffer) {
    ssize_t n;
    while ((n = recv(socket, buffer.data(), buffer.size(), 0)) == -1 && errno == EINTR) {
    }
    return n;
  }

  static bool transmit(int socket, const char* data, ssize_t size) {
    while (size > 0) {
      const ssize_t n = send(socket, data, size, MSG_NOSIGNAL);
      if (n == -1 && errno == EINTR) continue;
      if (n == -1) return false;
      data += n;
      size -= n;
    }
    return true;
  }
};

int make_listener(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd == -1) throw SystemError("socket");
  const int yes = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1) throw SystemError("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == -1) throw SystemError("bind");
  if (listen(fd, 64) == -1) throw SystemError("listen");
  socklen_t size = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == -1) throw SystemError("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << std::endl;
  return fd;
}

int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  bool good = argc == 2;
  if (good) {
    const char* last = argv[1] + std::strlen(argv[1]);
    const auto result = std::from_chars(argv[1], last, port);
    good = result.ec == std::errc() && result.ptr == last;
  }
  if (!good) {
    std::cerr << "usage: ucserver PORT" << std::endl;
    return 2;
  }
  try {
    const int listener = make_listener(port);
    while (true) {
      const int client = accept(listener, nullptr, nullptr);
      if (client == -1) {
        if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
        throw SystemError("accept");
      }
      std::thread(UpperCaseService::handle, client).detach();
    }
  } catch (const SystemError& error) {
    std::cerr << "ucserver: " << error.what() << std::endl;
    return 1;
  }
}
