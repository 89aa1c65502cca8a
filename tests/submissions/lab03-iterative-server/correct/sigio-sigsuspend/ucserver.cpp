// Correct. Signal-driven: the sockets are non-blocking and send SIGIO when there is news, and the only place where the
// program waits is sigsuspend. SIGIO says that something has changed, never what: after each one, everything is tried.
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

static sigset_t while_waiting;

extern "C" void on_io(int) {}

static void fail(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static void wait_for_news() { sigsuspend(&while_waiting); }

static int tell_me(int fd) {
  if (fcntl(fd, F_SETOWN, getpid()) < 0) return -1;
  const int flags = fcntl(fd, F_GETFL);
  return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK | O_ASYNC);
}

static bool not_yet() { return errno == EAGAIN || errno == EWOULDBLOCK; }

static void serve(int fd) {
  char bytes[4096];
  for (;;) {
    const ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && not_yet()) {
      wait_for_news();
      continue;
    }
    if (got <= 0) return;
    for (char* p = bytes; p < bytes + got; ++p) *p = *p >= 'a' && *p <= 'z' ? static_cast<char>(*p - 'a' + 'A') : *p;
    for (ssize_t done = 0; done < got;) {
      const ssize_t sent = send(fd, bytes + done, static_cast<size_t>(got - done), MSG_NOSIGNAL);
      if (sent >= 0)
        done += sent;
      else if (not_yet())
        wait_for_news();
      else if (errno != EINTR)
        return;
    }
  }
}

static long port_in(const char* text) {
  const size_t length = std::strlen(text);
  if (length == 0 || std::strspn(text, "0123456789") < length) return -1;
  const long value = length < 10 ? std::strtol(text, nullptr, 10) : 65536;
  return value <= 65535 ? value : -1;
}

int main(int argc, char** argv) {
  const long port = argc == 2 ? port_in(argv[1]) : -1;
  if (port < 0) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  // SIGIO is let in only while it waits, so none comes between a look and the wait
  struct sigaction action {};
  action.sa_handler = on_io;
  if (sigaction(SIGIO, &action, nullptr) < 0) fail("sigaction");
  sigset_t io;
  sigemptyset(&io);
  sigaddset(&io, SIGIO);
  if (sigprocmask(SIG_BLOCK, &io, &while_waiting) < 0) fail("sigprocmask");
  sigdelset(&while_waiting, SIGIO);

  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) fail("bind");
  if (listen(listener, 40) < 0) fail("listen");
  if (tell_me(listener) < 0) fail("fcntl");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) fail("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) fail("write");

  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (not_yet())
        wait_for_news();
      else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO && errno != EPERM)
        fail("accept");
      continue;
    }
    if (tell_me(fd) == 0) serve(fd);
    close(fd);
  }
}
