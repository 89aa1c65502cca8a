#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>

// One loop around poll: standard input, the socket, and what is to be done next.

namespace {

int fd = -1;
std::string typed, received, outgoing;
bool input_ended = false, stream_ended = false, half_closed = false;
bool waits_for_reply = false;

void print(std::string_view text) {
  while (!text.empty()) {
    ssize_t n = write(STDOUT_FILENO, text.data(), text.size());
    if (n < 0) _exit(1);
    text.remove_prefix(static_cast<size_t>(n));
  }
}

[[noreturn]] void gone() {
  std::fprintf(stderr, "ucclient: connection lost\n");
  _exit(3);
}

// Moves a line from what was typed to what is sent, when it is its turn.
void next_line() {
  if (waits_for_reply || !outgoing.empty()) return;
  if (auto at = typed.find('\n'); at != std::string::npos) {
    outgoing = typed.substr(0, at + 1);
    typed.erase(0, at + 1);
    waits_for_reply = true;
  } else if (input_ended && !typed.empty()) {
    outgoing.swap(typed);
  }
}

void take_reply() {
  auto at = received.find('\n');
  if (!waits_for_reply || !outgoing.empty() || at == std::string::npos) return;
  print(std::string_view(received).substr(0, at + 1));
  received.erase(0, at + 1);
  waits_for_reply = false;
}

void step() {
  take_reply();
  next_line();
  if (input_ended && typed.empty() && outgoing.empty() && !waits_for_reply && !half_closed) {
    shutdown(fd, SHUT_WR);
    half_closed = true;
    if (stream_ended) return;
  }
  pollfd set[2] = {{input_ended ? -1 : STDIN_FILENO, POLLIN, 0}, {fd, short(POLLIN | (outgoing.empty() ? 0 : POLLOUT)), 0}};
  // After the server's end of stream there is nothing to read, but it may still be told something.
  if (stream_ended) set[1].events = POLLOUT;
  if (stream_ended && outgoing.empty()) set[1].fd = -1;
  if (poll(set, 2, -1) < 0) return;
  char buffer[2000];
  if (set[0].revents) {
    ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);
    if (n <= 0) input_ended = true;
    else typed.append(buffer, static_cast<size_t>(n));
  }
  if (set[1].revents & POLLOUT) {
    ssize_t n = send(fd, outgoing.data(), outgoing.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN && errno != EINTR) gone();
    if (n > 0) outgoing.clear();
  }
  if (set[1].revents & (POLLIN | POLLHUP | POLLERR)) {
    ssize_t n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN && errno != EINTR) gone();
    if (n == 0) stream_ended = true;
    if (n > 0) received.append(buffer, static_cast<size_t>(n));
  }
}

}  // namespace

int main(int argc, char** argv) {
  sockaddr_in server{};
  unsigned port = 0;
  bool good = argc == 3 && inet_pton(AF_INET, argv[1], &server.sin_addr) == 1;
  if (good) {
    std::string_view text(argv[2]);
    auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    good = error == std::errc() && stop == text.data() + text.size() && port > 0 && port < 65536;
  }
  if (!good) {
    std::fputs("usage: ucclient HOST PORT\n", stderr);
    return 2;
  }
  server.sin_family = AF_INET;
  server.sin_port = htons(static_cast<uint16_t>(port));
  fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, reinterpret_cast<sockaddr*>(&server), sizeof server) < 0) {
    std::fprintf(stderr, "ucclient: connect: %s\n", std::strerror(errno));
    return 1;
  }
  while (!(half_closed && stream_ended)) {
    if (stream_ended) {
      take_reply();
      // Nothing more will come. A line that is sent and still waits for its reply waits in vain.
      if (waits_for_reply && outgoing.empty() && received.find('\n') == std::string::npos) gone();
    }
    step();
  }
  print(received);
}
