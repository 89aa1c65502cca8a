#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>

// A socket that closes itself. Everything else needs it, so it is the first thing in main.
class Socket {
 public:
  Socket() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool usable() const { return fd_ >= 0; }
  bool connectTo(const sockaddr_in& to) { return connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0; }

  bool sendAll(const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t n = send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (n < 0) return false;
      done += static_cast<std::size_t>(n);
    }
    return true;
  }

  // Takes one line out of what came. False: the server has ended before.
  bool takeLine(std::string& line) {
    while (came_.find('\n') == std::string::npos)
      if (receive() <= 0) return false;
    const auto size = came_.find('\n') + 1;
    line = came_.substr(0, size);
    came_.erase(0, size);
    return true;
  }

  bool half_close() { return shutdown(fd_, SHUT_WR) == 0; }

  // Prints until the end of the stream. False: it was broken off.
  bool printRest() {
    ssize_t n = 1;
    while (n > 0) {
      std::cout << came_;
      came_.clear();
      n = receive();
    }
    std::cout.flush();
    return n == 0;
  }

 private:
  ssize_t receive() {
    char buffer[2000];
    const ssize_t n = recv(fd_, buffer, sizeof buffer, 0);
    if (n > 0) came_.append(buffer, static_cast<std::size_t>(n));
    return n;
  }

  int fd_;
  std::string came_;
};

static int failed(const char* call) {
  std::cerr << "ucclient: " << call << ": " << std::strerror(errno) << '\n';
  return 1;
}

static int gone() {
  std::cerr << "ucclient: the server is gone\n";
  return 3;
}

int main(int argc, char* argv[]) {
  Socket server;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  const std::string port = argc == 3 ? argv[2] : "";
  const bool digits = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(port) == 0 || std::stoi(port) > 65535 || inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) {
    std::cerr << "usage: ucclient HOST PORT\n";
    return 2;
  }
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
  if (!server.usable()) return failed("socket");
  if (!server.connectTo(address)) return failed("connect");
  std::string line, reply;
  while (std::getline(std::cin, line)) {
    const bool last = std::cin.eof();
    if (!last) line += '\n';
    if (!server.sendAll(line)) return gone();
    if (last) break;
    if (!server.takeLine(reply)) return gone();
    std::cout << reply << std::flush;
  }
  if (!server.half_close() || !server.printRest()) return gone();
  return 0;
}
