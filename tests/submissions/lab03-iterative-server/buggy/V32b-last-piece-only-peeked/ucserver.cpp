#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <string_view>
#include <vector>

// A piece of the stream is only looked at first, and taken away when its answer is on its way.
class Dialogue {
public:
  explicit Dialogue(int fd) : fd_(fd) {}

  void run() {
    while (look() && answer()) {
      if (client_has_ended() && count_of(FIONREAD) == size_) {
        wait_for_delivery();
        break;
      }
      take();
    }
  }

private:
  bool look() {
    while (true) {
      const ssize_t n = recv(fd_, piece_.data(), piece_.size(), MSG_PEEK);
      if (n < 0 && errno == EINTR) continue;
      size_ = static_cast<int>(n);
      return n > 0;
    }
  }

  bool answer() {
    for (int i = 0; i < size_; ++i)
      if (piece_[i] >= 'a' && piece_[i] <= 'z') piece_[i] = static_cast<char>(piece_[i] - 'a' + 'A');
    std::string_view rest(piece_.data(), size_);
    while (!rest.empty()) {
      const ssize_t n = send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      rest.remove_prefix(n);
    }
    return true;
  }

  bool client_has_ended() const {
    pollfd p{fd_, POLLRDHUP, 0};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLRDHUP);
  }

  int count_of(unsigned long what) const {
    int count = 0;
    ioctl(fd_, what, &count);
    return count;
  }

  // So that close does not lose the end of the answer.
  void wait_for_delivery() const {
    pollfd lost{fd_, 0, 0};
    while (count_of(SIOCOUTQ) > 0 && poll(&lost, 1, 1) == 0) {
    }
  }

  void take() { recv(fd_, piece_.data(), size_, 0); }

  int fd_;
  int size_ = 0;
  std::vector<char> piece_ = std::vector<char>(65536);
};

int error(const char* call) {
  std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << "\n";
  return 1;
}

int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  const std::string_view text = argc == 2 ? argv[1] : "";
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (wrong != std::errc{} || end != text.data() + text.size()) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) return error("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return error("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) return error("bind");
  if (listen(listener, SOMAXCONN) < 0) return error("listen");
  socklen_t size = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) return error("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << std::endl;
  while (true) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection >= 0) {
      Dialogue(connection).run();
      close(connection);
    } else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) {
      return error("accept");
    }
  }
}
