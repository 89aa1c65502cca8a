// Correct. Modern C++: getaddrinfo for the address to bind, a class for every resource, exceptions that carry the name of
// the call.
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace net {

class CallFailed : public std::system_error {
 public:
  explicit CallFailed(const char* call) : std::system_error(errno, std::system_category(), call) {}
};

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

class Connection {
 public:
  explicit Connection(Descriptor socket) noexcept : socket_(std::move(socket)) {}

  // What has arrived, at least a byte; empty at the end of the stream
  std::string_view receive() {
    for (;;) {
      const ssize_t n = ::recv(socket_.get(), room_.data(), room_.size(), 0);
      if (n >= 0) return {room_.data(), static_cast<std::size_t>(n)};
      if (errno != EINTR) throw CallFailed("recv");
    }
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n >= 0)
        bytes.remove_prefix(static_cast<std::size_t>(n));
      else if (errno != EINTR)
        throw CallFailed("send");
    }
  }

 private:
  Descriptor socket_;
  std::array<char, 16384> room_;
};

class Listener {
 public:
  explicit Listener(const std::string& port) : socket_(open(port)) {}

  std::uint16_t port() const {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    if (::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) throw CallFailed("getsockname");
    return ntohs(address.sin_port);
  }

  Connection accept() {
    for (;;) {
      Descriptor connected(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (connected.get() >= 0) return Connection(std::move(connected));
      switch (errno) {
        case EINTR:
        case ECONNABORTED:
        case EPROTO:
        case EPERM: break;
        default: throw CallFailed("accept");
      }
    }
  }

 private:
  static Descriptor open(const std::string& port) {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(nullptr, port.c_str(), &hints, &found); error != 0)
      throw std::runtime_error(std::string("getaddrinfo: ") + ::gai_strerror(error));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, &::freeaddrinfo);

    Descriptor socket(::socket(list->ai_family, list->ai_socktype | SOCK_CLOEXEC, list->ai_protocol));
    if (socket.get() < 0) throw CallFailed("socket");
    const int on = 1;
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) throw CallFailed("setsockopt");
    if (::bind(socket.get(), list->ai_addr, list->ai_addrlen) != 0) throw CallFailed("bind");
    if (::listen(socket.get(), SOMAXCONN) != 0) throw CallFailed("listen");
    return socket;
  }

  Descriptor socket_;
};

}  // namespace net

namespace {

std::string upper(std::string_view bytes) {
  std::string result(bytes);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  return result;
}

std::optional<std::string> port_argument(int argc, char** argv) {
  if (argc != 2) return std::nullopt;
  std::string text = argv[1];
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  text.erase(0, text.find_first_not_of('0'));
  if (text.empty()) text = "0";
  if (text.size() > 5 || (text.size() == 5 && text > "65535")) return std::nullopt;
  return text;
}

void serve(net::Connection client) {
  for (auto bytes = client.receive(); !bytes.empty(); bytes = client.receive()) client.send(upper(bytes));
}

}  // namespace

int main(int argc, char** argv) {
  const auto port = port_argument(argc, argv);
  if (!port) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  try {
    net::Listener listener(*port);
    std::cout << "ready 0.0.0.0 " << listener.port() << std::endl;
    for (;;) {
      net::Connection client = listener.accept();
      try {
        serve(std::move(client));
      } catch (const net::CallFailed& trouble) {  // one client's trouble is nobody else's
        std::cerr << "ucserver: " << trouble.what() << '\n';
      }
    }
  } catch (const std::exception& error) {
    std::cerr << "ucserver: " << error.what() << '\n';
    return 1;
  }
}
