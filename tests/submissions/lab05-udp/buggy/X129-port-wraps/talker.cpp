// talker HOST PORT MSG...
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using Clock = std::chrono::steady_clock;

static char message[66000];
static char reply[66000];

static void check(long result, const char* call) {
  if (result >= 0) return;
  std::fprintf(stderr, "talker: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static unsigned port_of(const char* text) {
  unsigned port = 0;
  for (const char* c = text; *c; ++c) {
    if (*c < '0' || *c > '9') return 0;
    port = 10 * port + static_cast<unsigned>(*c - '0');
  }
  return port <= 65535 ? port : 0;
}

// The length of the reply in reply[], or 0.
static std::size_t wait_for_reply(int s) {
  const auto end = Clock::now() + std::chrono::milliseconds(500);
  for (;;) {
    const long left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count() + 1;
    if (Clock::now() >= end) return 0;
    pollfd p = {s, POLLIN, 0};
    if (poll(&p, 1, (int)left) < 1) continue;
    const ssize_t n = recv(s, reply, sizeof reply, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) continue;
    check(n, "recv");
    if (n > 0 && reply[0] == message[0]) return (std::size_t)n;
  }
}

int main(int argc, char** argv) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  if (argc < 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1 || port_of(argv[2]) == 0) {
    std::fprintf(stderr, "usage: talker HOST PORT MSG...\n");
    return 2;
  }
  to.sin_port = htons((in_port_t)port_of(argv[2]));
  const int s = socket(AF_INET, SOCK_DGRAM, 0);
  check(s, "socket");
  check(connect(s, (sockaddr*)&to, sizeof to), "connect");
  for (int i = 3; i < argc; ++i) {
    const int length = std::snprintf(message, sizeof message, "%d%s", (i - 2) % 10, argv[i]);
    int turn = 0;
    std::size_t received = 0;
    do {
      if (turn++ == 3) {
        std::fprintf(stderr, "talker: no reply\n");
        std::fflush(stdout);
        return 4;
      }
      check(send(s, message, (size_t)length, 0), "send");
    } while ((received = wait_for_reply(s)) == 0);
    std::fwrite(reply + 1, 1, received - 1, stdout);
    std::putchar('\n');
  }
}
