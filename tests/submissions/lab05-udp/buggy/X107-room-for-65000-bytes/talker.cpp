// One connected socket, writev for digit and text, an epoll set with the socket and a timer in it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

namespace {

[[noreturn]] void fail(const char* call) {
  std::cerr << "talker: " << call << ": " << std::strerror(errno) << '\n';
  std::exit(1);
}

bool number(const std::string& text, std::uint16_t& value) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string::npos) return false;
  const int all = std::stoi(text);
  value = static_cast<std::uint16_t>(all);
  return all >= 1 && all <= 65535;
}

struct Line {
  int socket, timer, set;

  void watch(int what) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = what;
    if (epoll_ctl(set, EPOLL_CTL_ADD, what, &event) < 0) fail("epoll_ctl");
  }

  void say(char digit, char* text) const {
    iovec parts[2] = {{&digit, 1}, {text, std::strlen(text)}};
    if (writev(socket, parts, 2) < 0) fail("writev");
    itimerspec half{};
    half.it_value.tv_nsec = 500'000'000;
    if (timerfd_settime(timer, 0, &half, nullptr) < 0) fail("timerfd_settime");
  }

  // True when the answer is there, false when the timer has run out.
  bool hear(char digit, std::string& answer) const {
    static std::array<char, 65000> room;
    for (;;) {
      epoll_event event{};
      const int n = epoll_wait(set, &event, 1, -1);
      if (n < 0 && errno != EINTR) fail("epoll_wait");
      if (n < 1) continue;
      if (event.data.fd == timer) {
        std::uint64_t times;
        if (read(timer, &times, sizeof times) < 0) fail("read");
        return false;
      }
      const ssize_t got = read(socket, room.data(), room.size());
      if (got < 0) fail("read");
      if (got == 0 || room[0] != digit) continue;
      answer.assign(room.data() + 1, static_cast<std::size_t>(got - 1));
      return true;
    }
  }
};

}  // namespace

int main(int argc, char* argv[]) {
  sockaddr_in there{};
  std::uint16_t port = 0;
  if (argc < 4 || inet_pton(AF_INET, argv[1], &there.sin_addr) != 1 || !number(argv[2], port)) {
    std::cerr << "usage: talker HOST PORT MSG...\n";
    return 2;
  }
  there.sin_family = AF_INET;
  there.sin_port = htons(port);
  const Line line{socket(AF_INET, SOCK_DGRAM, 0), timerfd_create(CLOCK_MONOTONIC, 0), epoll_create1(0)};
  if (line.socket < 0) fail("socket");
  if (line.timer < 0) fail("timerfd_create");
  if (line.set < 0) fail("epoll_create1");
  if (connect(line.socket, reinterpret_cast<sockaddr*>(&there), sizeof there) < 0) fail("connect");
  line.watch(line.socket);
  line.watch(line.timer);

  char digit = '0';
  for (char** message = argv + 3; *message != nullptr; ++message) {
    digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
    std::string answer;
    int tries = 3;
    bool answered = false;
    while (!answered && tries-- > 0) {
      line.say(digit, *message);
      answered = line.hear(digit, answer);
    }
    if (!answered) {
      std::cerr << "talker: no answer to " << digit << '\n';
      return 4;
    }
    std::cout << answer << '\n';
  }
}
