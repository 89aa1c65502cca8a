#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>
#include <system_error>

using std::string;

struct EarlyEnd {};

// Waits in poll. Until a newline is among the bytes that have come they stay in the socket, and the low-water mark (socket(7),
// SO_RCVLOWAT) makes poll wait for one more than have been seen.
class Peer {
 public:
  explicit Peer(const sockaddr_in& to) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
      throw std::system_error(errno, std::generic_category(), "connect");
  }
  ~Peer() { close(fd_); }

  void put(const string& bytes) {
    for (size_t done = 0; done < bytes.size();) {
      ssize_t n = write(fd_, bytes.data() + done, bytes.size() - done);
      if (n < 0) throw EarlyEnd();
      done += n;
    }
  }

  string line() {
    string whole;
    size_t seen = 0;
    for (;;) {
      wait_for_more_than(seen);
      ssize_t n = recv(fd_, bytes_.data(), bytes_.size(), MSG_PEEK | MSG_DONTWAIT);
      if (n <= static_cast<ssize_t>(seen)) throw EarlyEnd();
      seen = n;
      auto newline = std::find(bytes_.begin(), bytes_.begin() + seen, '\n');
      bool complete = newline != bytes_.begin() + seen;
      if (!complete && seen < bytes_.size()) continue;
      size_t take = complete ? newline - bytes_.begin() + 1 : seen;
      if (read(fd_, bytes_.data(), take) != static_cast<ssize_t>(take)) throw EarlyEnd();
      whole.append(bytes_.data(), take);
      if (complete) return whole;
      seen = 0;
    }
  }

  void rest(std::ostream& out) {
    if (shutdown(fd_, SHUT_WR) < 0) throw EarlyEnd();
    ssize_t n;
    while ((n = read(fd_, bytes_.data(), bytes_.size())) > 0) out.write(bytes_.data(), n);
    if (n < 0) throw EarlyEnd();
    out.flush();
  }

 private:
  void wait_for_more_than(size_t seen) {
    int mark = static_cast<int>(seen) + 1;
    setsockopt(fd_, SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark);
    pollfd event{fd_, POLLIN, 0};
    while (poll(&event, 1, -1) < 0 && errno == EINTR) continue;
  }

  int fd_;
  std::array<char, 3000> bytes_;
};

int main(int argc, char** argv) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  string port = argc == 3 ? argv[2] : "";
  bool number = !port.empty() && port.size() < 6 && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!number || stoi(port) < 1 || stoi(port) > 65535 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
    std::cerr << "usage: ucclient HOST PORT\n";
    return 2;
  }
  to.sin_port = htons(static_cast<uint16_t>(stoi(port)));
  std::signal(SIGPIPE, SIG_IGN);
  try {
    Peer server(to);
    for (string line; std::getline(std::cin, line);) {
      if (std::cin.eof()) {
        server.put(line);
        break;
      }
      server.put(line + '\n');
      std::cout << server.line() << std::flush;
    }
    server.rest(std::cout);
  } catch (const EarlyEnd&) {
    std::cerr << "ucclient: the server ended too early\n";
    return 3;
  } catch (const std::system_error& error) {
    std::cerr << "ucclient: " << error.what() << '\n';
    return 1;
  }
}
