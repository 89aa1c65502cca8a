#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <optional>
#include <string>

// Lines from the server, whatever the segments are.
class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}

  // The next line with its newline; nothing when the stream has ended, or broken().
  std::optional<std::string> next() {
    std::size_t newline;
    while ((newline = stock_.find('\n')) == std::string::npos) {
      char piece[3000];
      const ssize_t n = ::read(fd_, piece, sizeof piece);
      if (n < 0) broken_ = true;
      if (n <= 0) return std::nullopt;
      stock_.append(piece, static_cast<std::size_t>(n));
    }
    std::string line(stock_, 0, newline + 1);
    stock_.erase(0, newline + 1);
    return line;
  }

  bool broken() const { return broken_; }

 private:
  int fd_;
  std::string stock_;
  bool broken_ = false;
};

bool tell(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::send(fd, &text[at], text.size() - at, MSG_NOSIGNAL);
    if (n == -1) return false;
    at += static_cast<std::size_t>(n);
  }
  return true;
}

int usage() {
  std::cerr << "usage: ucclient HOST PORT\n";
  return 2;
}

int early() {
  std::cerr << "ucclient: the server did not finish\n";
  return 3;
}

int main(int argc, char** argv) {
  if (argc != 3) return usage();
  sockaddr_in there{};
  there.sin_family = AF_INET;
  if (inet_pton(AF_INET, argv[1], &there.sin_addr) <= 0) return usage();
  unsigned port = 0;
  for (const char* digit = argv[2]; *digit != '\0'; ++digit) {
    if (*digit < '0' || *digit > '9') return usage();
    port = port * 10 + static_cast<unsigned>(*digit - '0');
    if (port > 65535) return usage();
  }
  if (port == 0) return usage();
  there.sin_port = htons(static_cast<std::uint16_t>(port));

  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&there), sizeof there) < 0) {
    const int why = errno;
    std::cerr << "ucclient: " << (fd < 0 ? "socket" : "connect") << ": " << std::strerror(why) << '\n';
    return 1;
  }

  LineReader replies(fd);
  std::string line;
  while (std::getline(std::cin, line)) {
    const bool last = std::cin.eof();
    if (!last) line += '\n';
    if (!tell(fd, line)) return early();
    if (last) break;
    const auto reply = replies.next();
    if (!reply) return early();
    std::cout << *reply << std::flush;
  }

  ::shutdown(fd, SHUT_WR);
  while (const auto more = replies.next()) std::cout << *more;
  std::cout.flush();
  ::close(fd);
  return replies.broken() ? early() : 0;
}
