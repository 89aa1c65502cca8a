// Correct. An IPv6 socket that also takes IPv4; the ready line says 0.0.0.0 all the same. Tells on standard error who comes
// and goes. Where the system has no IPv6 it falls back to IPv4.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>

static bool check(bool good, const char *call) {
  if (!good) {
    std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << std::endl;
    std::exit(1);
  }
  return good;
}

static bool parse(const char *text, std::uint16_t &port) {
  std::uint32_t value = 0;
  if (*text == '\0') return false;
  for (; *text != '\0'; ++text) {
    if (*text < '0' || *text > '9') return false;
    value = value * 10 + static_cast<std::uint32_t>(*text - '0');
    if (value > 0xffff) return false;
  }
  port = static_cast<std::uint16_t>(value);
  return true;
}

static int open_listener(std::uint16_t port) {
  const int on = 1, off = 0;
  sockaddr_storage address{};
  socklen_t length;
  int fd = socket(AF_INET6, SOCK_STREAM, 0);
  if (fd >= 0) {
    auto *six = reinterpret_cast<sockaddr_in6 *>(&address);
    six->sin6_family = AF_INET6;
    six->sin6_addr = in6addr_any;
    six->sin6_port = htons(port);
    length = sizeof *six;
    check(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0, "setsockopt");
  } else {
    check(errno == EAFNOSUPPORT, "socket");
    check((fd = socket(AF_INET, SOCK_STREAM, 0)) >= 0, "socket");
    auto *four = reinterpret_cast<sockaddr_in *>(&address);
    four->sin_family = AF_INET;
    four->sin_addr.s_addr = htonl(INADDR_ANY);
    four->sin_port = htons(port);
    length = sizeof *four;
  }
  check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0, "setsockopt");
  check(bind(fd, reinterpret_cast<sockaddr *>(&address), length) == 0, "bind");
  check(listen(fd, 32) == 0, "listen");
  return fd;
}

static unsigned port_of(const sockaddr_storage &address) {
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6 &>(address).sin6_port
                                             : reinterpret_cast<const sockaddr_in &>(address).sin_port);
}

static const char *host_of(const sockaddr_storage &address, char (&text)[INET6_ADDRSTRLEN]) {
  const void *bytes = &reinterpret_cast<const sockaddr_in6 &>(address).sin6_addr;
  if (address.ss_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in &>(address).sin_addr;
  const char *host = inet_ntop(address.ss_family, bytes, text, sizeof text);
  return host != nullptr ? host : "somebody";
}

static const char *talk(int fd) {
  char buffer[2048];
  while (true) {
    ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n == 0) return "end of stream";
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::strerror(errno);
    for (char *p = buffer; p != buffer + n; ++p)
      if (*p >= 'a' && *p <= 'z') *p = static_cast<char>('A' + (*p - 'a'));
    for (const char *p = buffer; n > 0;) {
      ssize_t m = send(fd, p, static_cast<size_t>(n), MSG_NOSIGNAL);
      if (m < 0 && errno == EINTR) continue;
      if (m < 0) return std::strerror(errno);
      p += m;
      n -= m;
    }
  }
}

int main(int argc, char **argv) {
  std::uint16_t port = 0;
  if (argc != 2 || !parse(argv[1], port)) {
    std::cerr << "usage: ucserver PORT   (0 to 65535, 0: any)" << std::endl;
    return 2;
  }
  const int listener = open_listener(port);
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  check(getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length) == 0, "getsockname");
  std::cout << "ready 0.0.0.0 " << port_of(address) << std::endl;

  while (true) {
    length = sizeof address;
    int fd = accept(listener, reinterpret_cast<sockaddr *>(&address), &length);
    if (fd < 0) {
      check(errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM, "accept");
      continue;
    }
    char text[INET6_ADDRSTRLEN];
    std::cerr << "client " << host_of(address, text) << " port " << port_of(address) << std::endl;
    const char *why = talk(fd);
    close(fd);
    std::cerr << "client gone: " << why << std::endl;
  }
}
