#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>
#include <system_error>

class Socket {
 public:
  Socket() : fd(::socket(AF_INET, SOCK_STREAM, 0)) { check(fd, "socket"); }
  explicit Socket(int fd) : fd(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { ::close(fd); }

  static int check(int result, const char* call) {
    if (result == -1) throw std::system_error(errno, std::generic_category(), call);
    return result;
  }

  void listenOn(uint16_t port) {
    int enable = 1;
    check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR | SO_REUSEPORT, &enable, sizeof(enable)), "setsockopt");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = INADDR_ANY;
    address.sin_port = htons(port);
    check(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), "bind");
    check(::listen(fd, 50), "listen");
  }

  uint16_t port() const {
    sockaddr_in address{};
    socklen_t length = sizeof(address);
    check(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length), "getsockname");
    return ntohs(address.sin_port);
  }

  int nextClient() {
    for (;;) {
      int client = ::accept(fd, nullptr, nullptr);
      if (client == -1 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM)) continue;
      return check(client, "accept");
    }
  }

  std::string receive() {
    std::string data(1500, '\0');
    ssize_t n;
    do n = ::recv(fd, &data[0], data.size(), 0);
    while (n == -1 && errno == EINTR);
    data.resize(check(n, "recv"));
    return data;
  }

  void send(const std::string& data) {
    for (size_t pos = 0; pos < data.size();) {
      ssize_t n = ::send(fd, &data[pos], data.size() - pos, MSG_NOSIGNAL);
      if (n == -1 && errno == EINTR) continue;
      pos += check(n, "send");
    }
  }

 private:
  int fd;
};

static void serve(int fd) {
  Socket client(fd);
  try {
    std::string data;
    while (!(data = client.receive()).empty()) {
      for (char& c : data)
        if (c >= 'a' && c <= 'z') c -= 32;
      client.send(data);
    }
  } catch (const std::system_error& e) {
    std::cerr << "ucserver: " << e.what() << std::endl;
  }
}

int main(int argc, char* argv[]) {
  std::string text = argc == 2 ? argv[1] : "";
  unsigned port = 65536;
  if (!text.empty() && text.length() <= 5 && text.find_first_not_of("0123456789") == std::string::npos)
    std::istringstream(text) >> port;
  if (port > 65535) {
    std::cerr << "usage: ucserver PORT" << std::endl;
    return 2;
  }
  try {
    Socket listener;
    listener.listenOn(port);
    std::cout << "ready 0.0.0.0 " << listener.port() << std::endl;
    while (true) serve(listener.nextClient());
  } catch (const std::system_error& e) {
    std::cerr << "ucserver: " << e.what() << std::endl;
    return 1;
  }
}
