// talker HOST PORT MSG... - sends each message as one datagram, and prints the answers.
//
// A message without an answer is sent again, three times in all. Exit status: 0 all answered, 1 a call failed,
// 2 wrong arguments, 4 a message was not answered.

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

// A clock that nobody sets: what the time of day is does not matter here, only how much of it has passed.
using Clock = std::chrono::steady_clock;

constexpr int sendings = 3;
constexpr std::chrono::milliseconds patience{500};  // for each sending

[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "talker: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// Nobody can be reached at port 0.
bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end && port != 0;
}

// On a datagram socket connect sends nothing and waits for nobody. It is a note to the kernel: this is whom we write
// to, let no one else's datagrams through, and tell us if you hear that nobody is there. Our own port is chosen by the
// kernel, so that many talkers can run at once.
int make_socket(const sockaddr_in& peer) {
  const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  if (descriptor < 0) die("socket");
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) < 0) die("connect");
  return descriptor;
}

// The time that is left, rounded up to the milliseconds of poll. Never negative: that would mean "wait for ever".
int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::max(left, std::chrono::milliseconds{0}).count());
}

// Waits until the deadline for the answer that begins with digit. Anything else is ignored, and buys no time: hence a
// deadline, and not a time-out that would begin anew with each datagram. When the time is up there is one more look,
// without waiting: perhaps the answer has come, and it was we who were slow.
bool receive_answer(int descriptor, char digit, Clock::time_point deadline, std::string& answer) {
  static char buffer[65536];  // no datagram over IPv4 is longer
  for (;;) {
    const int left = milliseconds_until(deadline);
    pollfd watched{descriptor, POLLIN, 0};
    const int ready = poll(&watched, 1, left);
    if (ready == 0) return false;
    if (ready < 0) {
      if (errno == EINTR) continue;
      die("poll");
    }
    // poll may have been wrong (the datagram turns out to be damaged): then recv must not wait.
    const ssize_t received = recv(descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
    if (received < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      die("recv");  // ECONNREFUSED, say: "port unreachable" came back for a datagram that we sent before
    }
    if (received > 0 && buffer[0] == digit) {
      answer.assign(buffer + 1, static_cast<std::size_t>(received) - 1);
      return true;
    }
    if (left == 0) return false;
  }
}

// One send is one datagram, so digit and message go into it together. Nobody promises that it arrives, or that its
// answer does, and from here the two look the same: all that can be done is to send it again. The digit tells to which
// message an answer belongs, since a late one, or a second one, may come at any time.
bool ask(int descriptor, int number, const char* message, std::string& answer) {
  const char digit = static_cast<char>('0' + number % 10);
  const std::string payload = digit + std::string(message);
  for (int sending = 0; sending < sendings; ++sending) {
    // EMSGSIZE: too long for a datagram. ECONNREFUSED: as for recv.
    if (send(descriptor, payload.data(), payload.size(), 0) < 0) die("send");
    if (receive_answer(descriptor, digit, Clock::now() + patience, answer)) return true;
  }
  return false;
}

// With fwrite, because an answer may contain any byte: a 0 is no end of it.
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
