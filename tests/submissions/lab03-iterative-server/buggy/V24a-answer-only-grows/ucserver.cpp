#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

// It is read in large pieces, and answered in blocks.
constexpr ssize_t block = 8000;

class Connection {
public:
  explicit Connection(int fd) : fd_(fd), input_(20000) {}
  ~Connection() { close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void run() {
    while (receive())
      for (ssize_t from = 0; from < received_; from += block) {
        convert(&input_[from], std::min(block, received_ - from));
        if (!reply()) return;
      }
  }

private:
  bool receive() {
    do {
      received_ = recv(fd_, input_.data(), input_.size(), 0);
    } while (received_ < 0 && errno == EINTR);
    return received_ > 0;
  }

  void convert(const char* text, ssize_t size) {
    if (output_.size() < static_cast<size_t>(size)) output_.resize(size);
    for (ssize_t i = 0; i < size; ++i) {
      const char c = text[i];
      output_[i] = (c >= 'a' && c <= 'z') ? c - 'a' + 'A' : c;
    }
  }

  bool reply() {
    size_t sent = 0;
    while (sent < output_.size()) {
      const ssize_t n = send(fd_, output_.data() + sent, output_.size() - sent, MSG_NOSIGNAL);
      if (n < 0) {
        if (errno == EINTR) continue;
        return false;
      }
      sent += n;
    }
    return true;
  }

  int fd_;
  std::vector<char> input_;
  std::vector<char> output_;
  ssize_t received_ = 0;
};

static int failed(const char* call) {
  std::cerr << "ucserver: " << call << ": " << strerror(errno) << '\n';
  return 1;
}

int main(int argc, char* argv[]) {
  const std::string arg = argc == 2 ? argv[1] : "";
  if (arg.empty() || arg.size() > 7 || arg.find_first_not_of("0123456789") != std::string::npos || std::stoi(arg) > 65535) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }

  const int server = socket(AF_INET, SOCK_STREAM, 0);
  if (server < 0) return failed("socket");
  const int yes = 1;
  if (setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0) return failed("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::stoi(arg)));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) < 0) return failed("bind");
  if (listen(server, 16) < 0) return failed("listen");
  socklen_t length = sizeof(address);
  if (getsockname(server, reinterpret_cast<sockaddr*>(&address), &length) < 0) return failed("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << std::endl;

  while (true) {
    const int fd = accept(server, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
      return failed("accept");
    }
    Connection(fd).run();
  }
}
