// Correct. One epoll instance for everything: SIGTERM is blocked and comes through a signalfd, the listening socket is
// armed for one event at a time (EPOLLONESHOT), the client is edge-triggered. SIGTERM ends it with status 0.
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

using std::size_t;

static int checked(int result, const char *call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

static bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

struct Client {
  int fd = -1;
  bool readable = false, writable = false, ended = false;
  std::vector<char> owed;
  size_t sent = 0;

  bool owes() const { return sent < owed.size(); }

  // Something could be done at once: an edge that has been told is not told again
  bool can_go_on() const {
    if (fd < 0) return false;
    if (owes() && writable) return true;
    return ended ? !owes() : readable && owed.size() < most;
  }

  // Does what can be done without waiting, but only for so long, or SIGTERM would never get its turn with a client that
  // sends and reads as fast as it can; false when the client is done with
  bool advance() {
    for (int round = 0; round < 64; ++round) {
      if (!owes() && ended) return false;
      if (readable && !ended && owed.size() < most) {
        char piece[8192];
        ssize_t n = recv(fd, piece, std::min(sizeof piece, most - owed.size()), 0);
        if (n > 0)
          std::transform(piece, piece + n, std::back_inserter(owed),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        else if (n == 0)
          ended = true;
        else if (would_block())
          readable = false;
        else if (errno != EINTR)
          return false;
        continue;
      }
      if (writable && owes()) {
        ssize_t n = send(fd, owed.data() + sent, owed.size() - sent, MSG_NOSIGNAL);
        if (n >= 0)
          sent += static_cast<size_t>(n);
        else if (would_block())
          writable = false;
        else if (errno != EINTR)
          return false;
        if (!owes()) {
          owed.clear();
          sent = 0;
        }
        continue;
      }
      return true;
    }
    return true;
  }

  static constexpr size_t most = 1 << 16;
};

static void run(uint16_t port) {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  checked(sigprocmask(SIG_BLOCK, &term, nullptr), "sigprocmask");
  const int signals = checked(signalfd(-1, &term, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");

  const int listener = checked(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
  const int one = 1;
  checked(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one), "setsockopt");
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(port);
  checked(bind(listener, reinterpret_cast<sockaddr *>(&any), sizeof any), "bind");
  checked(listen(listener, SOMAXCONN), "listen");
  socklen_t length = sizeof any;
  checked(getsockname(listener, reinterpret_cast<sockaddr *>(&any), &length), "getsockname");

  const int events = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  auto watch = [&](int how, int fd, uint32_t what) {
    epoll_event event{};
    event.events = what;
    event.data.fd = fd;
    checked(epoll_ctl(events, how, fd, &event), "epoll_ctl");
  };
  watch(EPOLL_CTL_ADD, signals, EPOLLIN);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLONESHOT);

  std::cout << "ready 0.0.0.0 " << ntohs(any.sin_port) << std::endl;

  Client client;
  while (true) {
    epoll_event happened[4];
    int count = epoll_wait(events, happened, 4, client.can_go_on() ? 0 : -1);
    if (count < 0 && errno == EINTR) continue;
    checked(count, "epoll_wait");
    for (int i = 0; i < count; ++i) {
      const int fd = happened[i].data.fd;
      if (fd == signals) return;
      if (fd == listener) {  // only while there is no client: it is armed again when that one is gone
        client = Client{};
        client.fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (client.fd < 0) {
          const int e = errno;
          if (!would_block() && e != EINTR && e != ECONNABORTED && e != EPROTO && e != EPERM) checked(-1, "accept");
          watch(EPOLL_CTL_MOD, listener, EPOLLIN | EPOLLONESHOT);
        } else {
          watch(EPOLL_CTL_ADD, client.fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
        }
        continue;
      }
      if (fd != client.fd) continue;
      if (happened[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) client.readable = true;
      if (happened[i].events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) client.writable = true;
    }
    if (client.fd >= 0 && !client.advance()) {
      close(client.fd);  // leaves the epoll instance by itself
      client.fd = -1;
      watch(EPOLL_CTL_MOD, listener, EPOLLIN | EPOLLONESHOT);
    }
  }
}

int main(int argc, char **argv) {
  std::string text = argc == 2 ? argv[1] : "";
  unsigned long port = 65536;
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) {
    try {
      port = std::stoul(text);
    } catch (const std::out_of_range &) {
    }
  }
  if (port > 65535) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  try {
    run(static_cast<uint16_t>(port));
  } catch (const std::system_error &error) {
    std::cerr << "ucserver: " << error.what() << '\n';  // "call: reason"
    return 1;
  }
  return 0;
}
