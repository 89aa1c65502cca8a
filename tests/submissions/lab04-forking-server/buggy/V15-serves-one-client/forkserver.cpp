#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

[[noreturn]] void fail(const char* call) { throw std::system_error(errno, std::generic_category(), call); }

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

private:
  int number_;
};

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

Descriptor listen_on(std::uint16_t port) {
  Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!listener) fail("socket");
  const int on = 1;
  if (setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) fail("bind");
  if (listen(listener.get(), SOMAXCONN) < 0) fail("listen");
  return listener;
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) < 0) fail("getsockname");
  return ntohs(address.sin_port);
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

void serve(int socket, unsigned number) {
  if (!send_all(socket, "#" + std::to_string(number) + " " + std::to_string(getpid()) + "\n")) return;
  std::vector<char> piece(3000);
  while (true) {
    const ssize_t count = recv(socket, piece.data(), piece.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    for (ssize_t i = 0; i < count; ++i) piece[i] = upper(piece[i]);
    if (!send_all(socket, {piece.data(), static_cast<std::size_t>(count)})) return;
  }
}

// The group is the server's own.
void end_all(int) {
  std::signal(SIGTERM, SIG_IGN);
  kill(0, SIGTERM);
  _exit(0);
}

void run(Descriptor listener) {
  Descriptor connection(accept(listener.get(), nullptr, nullptr));
  if (!connection) fail("accept");
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGTERM, SIG_DFL);
    listener.close();
    serve(connection.get(), 1);
    connection.close();
    _exit(0);
  }
  if (child < 0) std::cerr << "forkserver: fork: " << std::strerror(errno) << '\n';
}

}  // namespace

int main(int argc, char* argv[]) try {
  const auto port = argc == 2 ? parse_port(argv[1]) : std::nullopt;
  if (!port) {
    std::cerr << "usage: forkserver PORT\n";
    return 2;
  }
  setpgid(0, 0);
  std::signal(SIGCHLD, SIG_IGN);  // the kernel collects
  std::signal(SIGTERM, end_all);
  auto listener = listen_on(*port);
  std::cout << "ready 0.0.0.0 " << port_of(listener) << std::endl;
  run(std::move(listener));
} catch (const std::system_error& error) {
  std::cerr << "forkserver: " << error.what() << '\n';
  return 1;
}
