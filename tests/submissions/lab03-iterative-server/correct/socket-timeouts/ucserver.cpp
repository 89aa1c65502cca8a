// Correct. Every wait has a time-out that belongs to the socket (SO_RCVTIMEO, SO_SNDTIMEO). When one runs out, it looks
// whether SIGTERM has come, and waits again: nobody is dropped for being silent.
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

static std::atomic<bool> leave{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the handler needs that");

static void fail(const char *call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static bool once_more() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

static int set_limits(int fd) {
  const timeval limit{0, 400 * 1000};
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0) return -1;
  return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static void serve(int fd) {
  unsigned char bytes[50000];
  while (!leave) {
    ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    if (got < 0 && once_more()) continue;
    if (got <= 0) return;
    for (ssize_t i = 0; i < got; ++i)
      if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] = static_cast<unsigned char>(bytes[i] - 'a' + 'A');
    for (ssize_t done = 0; done < got && !leave;) {
      const ssize_t sent = send(fd, bytes + done, static_cast<size_t>(got - done), MSG_NOSIGNAL);
      if (sent >= 0)
        done += sent;
      else if (!once_more())
        return;
    }
  }
}

int main(int argc, char **argv) {
  int port = -1;
  if (argc == 2 && argv[1][0] != '\0') {
    port = 0;
    for (const char *p = argv[1]; *p != '\0'; ++p) {
      if (*p < '0' || *p > '9' || port > 65535) {
        port = -1;
        break;
      }
      port = port * 10 + *p - '0';
    }
  }
  if (port < 0 || port > 65535) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  struct sigaction action {};
  action.sa_handler = [](int) { leave = true; };
  if (sigaction(SIGTERM, &action, nullptr) < 0) fail("sigaction");

  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  if (set_limits(listener) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0) fail("bind");
  if (listen(listener, 100) < 0) fail("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length) < 0) fail("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) fail("write");

  while (!leave) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (once_more() || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fail("accept");
    }
    if (set_limits(fd) == 0) serve(fd);
    close(fd);
  }
  return 0;
}
