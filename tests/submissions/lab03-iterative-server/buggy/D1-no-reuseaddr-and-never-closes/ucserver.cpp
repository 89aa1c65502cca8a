#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>

namespace {

class Error {
 public:
  explicit Error(std::string call) : text_(std::move(call) + ": " + std::strerror(errno)) {}
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class Client {
 public:
  explicit Client(int fd) : fd_(fd) {}

  void serve() {
    while (receive()) {
      std::for_each(data_, data_ + length_, [](char& c) {
        if (c >= 'a' && c <= 'z') c = c - 'a' + 'A';
      });
      send();
    }
  }

 private:
  bool receive() {
    do {
      length_ = ::recv(fd_, data_, sizeof data_, 0);
    } while (length_ < 0 && errno == EINTR);
    if (length_ < 0) throw Error("recv");
    return length_ > 0;
  }

  void send() {
    for (ssize_t at = 0; at < length_;) {
      ssize_t n = ::send(fd_, data_ + at, length_ - at, MSG_NOSIGNAL);
      if (n >= 0)
        at += n;
      else if (errno != EINTR)
        throw Error("send");
    }
  }

  int fd_;
  char data_[2000];
  ssize_t length_ = 0;
};

int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) throw Error("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons(port);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) throw Error("bind");
  if (listen(fd, 100) < 0) throw Error("listen");
  socklen_t length = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) < 0) throw Error("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << std::endl;
  return fd;
}

int port_from(const std::string& text) {
  const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
  if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), is_digit)) return -1;
  const int port = std::stoi(text);
  return port > 65535 ? -1 : port;
}

}  // namespace

int main(int argc, char** argv) {
  const int port = argc == 2 ? port_from(argv[1]) : -1;
  if (port == -1) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  try {
    const int listener = listen_on(port);
    for (;;) {
      const int fd = accept(listener, nullptr, nullptr);
      if (fd < 0) {
        if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
        throw Error("accept");
      }
      try {
        Client(fd).serve();
      } catch (const Error& error) {
        std::cerr << "ucserver: client: " << error.text() << '\n';
      }
    }
  } catch (const Error& error) {
    std::cerr << "ucserver: " << error.text() << '\n';
    return 1;
  }
}
