// talker HOST PORT MSG...: looks again and again whether the answer has come, and never sleeps.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

using Clock = std::chrono::steady_clock;

constexpr int sendings = 3;
constexpr std::chrono::milliseconds patience{500};

[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "talker: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end && port != 0;
}

int make_socket(const sockaddr_in& peer) {
  const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  if (descriptor < 0) die("socket");
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) < 0) die("connect");
  return descriptor;
}

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::max(left, std::chrono::milliseconds{0}).count());
}

bool receive_answer(int descriptor, char digit, Clock::time_point deadline, std::string& answer) {
  static char buffer[65536];
  for (;;) {
    const int left = milliseconds_until(deadline);
    const ssize_t received = recv(descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
    if (received < 0) {
      if (errno == EINTR || errno == EAGAIN) {
        if (left == 0) return false;
        continue;
      }
      die("recv");
    }
    if (received > 0 && buffer[0] == digit) {
      answer.assign(buffer + 1, static_cast<std::size_t>(received) - 1);
      return true;
    }
    if (left == 0) return false;
  }
}

bool ask(int descriptor, int number, const char* message, std::string& answer) {
  const char digit = static_cast<char>('0' + number % 10);
  const std::string payload = digit + std::string(message);
  for (int sending = 0; sending < sendings; ++sending) {
    if (send(descriptor, payload.data(), payload.size(), 0) < 0) die("send");
    if (receive_answer(descriptor, digit, Clock::now() + patience, answer)) return true;
  }
  return false;
}

void print_line(const std::string& answer) {
  std::fwrite(answer.data(), 1, answer.size(), stdout);
  std::putchar('\n');
  if (std::fflush(stdout) != 0) die("fflush");
}

int main(int argc, char* argv[]) {
  sockaddr_in peer{};
  std::uint16_t port = 0;
  if (argc < 4 || inet_pton(AF_INET, argv[1], &peer.sin_addr) != 1 || !parse_port(argv[2], port)) {
    std::fprintf(stderr, "usage: talker HOST PORT MSG...\n");
    return 2;
  }
  peer.sin_family = AF_INET;
  peer.sin_port = htons(port);
  const int descriptor = make_socket(peer);
  for (int number = 1; number <= argc - 3; ++number) {
    std::string answer;
    if (!ask(descriptor, number, argv[number + 2], answer)) {
      std::fprintf(stderr, "talker: no answer to message %d\n", number);
      return 4;
    }
    print_line(answer);
  }
  close(descriptor);
}
