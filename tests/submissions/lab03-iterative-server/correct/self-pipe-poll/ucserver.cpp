// Correct. The self-pipe trick: the SIGTERM handler writes a byte into a pipe, and every wait is a poll on that pipe too.
// SIGTERM ends it with status 0.
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

static int pipe_ends[2];

extern "C" void on_term(int) {
  const int before = errno;
  if (write(pipe_ends[1], "!", 1) < 0) _exit(0);  // cannot be, unless the pipe is full: then the news is out anyway
  errno = before;
}

struct Stop {};

static void fail(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// Waits for the socket; throws Stop when the pipe speaks
static void await(int fd, short events) {
  pollfd watched[2] = {{pipe_ends[0], POLLIN, 0}, {fd, events, 0}};
  for (;;) {
    const int n = poll(watched, 2, -1);
    if (n < 0 && errno != EINTR) fail("poll");
    if (n < 0) continue;
    if (watched[0].revents != 0) throw Stop{};
    if (watched[1].revents != 0) return;
  }
}

static bool later() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

static void serve(int fd) {
  std::string bytes;
  for (;;) {
    await(fd, POLLIN);
    bytes.resize(10000);
    const ssize_t got = recv(fd, &bytes[0], bytes.size(), MSG_DONTWAIT);
    if (got < 0 && later()) continue;
    if (got <= 0) return;
    bytes.resize(static_cast<std::size_t>(got));
    for (std::string::iterator c = bytes.begin(); c != bytes.end(); ++c)
      if (*c >= 'a' && *c <= 'z') *c = static_cast<char>(*c - 'a' + 'A');
    while (!bytes.empty()) {
      await(fd, POLLOUT);
      const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (sent >= 0)
        bytes.erase(0, static_cast<std::size_t>(sent));
      else if (!later())
        return;
    }
  }
}

int main(int argc, char** argv) {
  int port = -1;
  if (argc == 2) {
    const std::string text = argv[1];
    if (!text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string::npos) port = std::stoi(text);
  }
  if (port < 0 || port > 65535) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  if (pipe2(pipe_ends, O_NONBLOCK | O_CLOEXEC) < 0) fail("pipe2");
  struct sigaction action {};
  action.sa_handler = on_term;
  action.sa_flags = SA_RESTART;
  if (sigaction(SIGTERM, &action, nullptr) < 0) fail("sigaction");
  action.sa_handler = SIG_IGN;
  if (sigaction(SIGPIPE, &action, nullptr) < 0) fail("sigaction");

  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  if (fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK) < 0) fail("fcntl");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) fail("bind");
  if (listen(listener, 11) < 0) fail("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) fail("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) fail("write");

  try {
    for (;;) {
      await(listener, POLLIN);
      const int fd = accept(listener, nullptr, nullptr);
      if (fd < 0) {
        if (later() || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
        fail("accept");
      }
      serve(fd);
      close(fd);
    }
  } catch (Stop) {
    return 0;
  }
}
