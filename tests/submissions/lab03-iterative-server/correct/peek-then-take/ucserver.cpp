// Correct. It waits with MSG_PEEK for a first byte, asks FIONREAD how many there are, and takes exactly that many.
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <locale>
#include <string>

static void fail(const char *call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// Bytes that can be taken without waiting: at least one; 0: end of stream; -1: trouble
static int arrived(int fd) {
  char first;
  ssize_t n;
  while ((n = recv(fd, &first, 1, MSG_PEEK)) < 0 && errno == EINTR) {
  }
  if (n <= 0) return static_cast<int>(n);
  int count = 0;
  if (ioctl(fd, FIONREAD, &count) < 0) return -1;
  return std::max(1, std::min(count, 20000));
}

static bool take(int fd, std::string &bytes) {
  size_t have = 0;
  while (have < bytes.size()) {
    ssize_t n = recv(fd, &bytes[have], bytes.size() - have, MSG_WAITALL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    have += static_cast<size_t>(n);
  }
  return true;
}

static bool give(int fd, const std::string &bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t n = send(fd, &bytes[done], bytes.size() - done, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    done += static_cast<size_t>(n);
  }
  return true;
}

static void serve(int fd) {
  const auto &letters = std::use_facet<std::ctype<char>>(std::locale::classic());
  for (int count; (count = arrived(fd)) > 0;) {
    std::string bytes(static_cast<size_t>(count), '\0');
    if (!take(fd, bytes)) return;
    letters.toupper(&bytes[0], &bytes[0] + bytes.size());
    if (!give(fd, bytes)) return;
  }
}

int main(int argc, char **argv) {
  std::string text;
  if (argc == 2) text = argv[1];
  bool good = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));  // zeros in front mean nothing
  int port = good && text.size() <= 5 ? std::atoi(text.c_str()) : -1;
  if (port < 0 || port > 65535) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, (sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, 8) < 0) fail("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, (sockaddr *)&address, &length) < 0) fail("getsockname");
  std::string ready = "ready 0.0.0.0 " + std::to_string(ntohs(address.sin_port));
  if (std::puts(ready.c_str()) == EOF || std::fflush(stdout) == EOF) fail("puts");

  for (;;) {
    int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fail("accept");
    }
    serve(fd);
    close(fd);
  }
}
