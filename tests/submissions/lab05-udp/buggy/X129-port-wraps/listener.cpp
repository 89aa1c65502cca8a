// Looks at each datagram's length first (FIONREAD), takes room for exactly that, and writes one prepared line.
#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

static int fail(const char* call) {
  std::cerr << "listener: " << call << ": " << std::strerror(errno) << std::endl;
  return 1;
}

static std::string escape(const std::string& text) {
  static const char digits[] = "0123456789abcdef";
  std::string out;
  for (unsigned char c : text) {
    if (c >= ' ' && c <= '~' && c != '\\') {
      out += static_cast<char>(c);
    } else {
      out += "\\x";
      out += digits[c / 16];
      out += digits[c % 16];
    }
  }
  return out;
}

int main(int argc, char* argv[]) {
  const std::string port = argc == 2 ? argv[1] : "";
  if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }) ||
      std::stoi(port) > 65535) {
    std::cerr << "usage: listener PORT" << std::endl;
    return 2;
  }
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (int e = getaddrinfo(nullptr, port.c_str(), &hints, &found); e != 0) {
    std::cerr << "listener: getaddrinfo: " << gai_strerror(e) << std::endl;
    return 1;
  }
  const int fd = socket(found->ai_family, found->ai_socktype | SOCK_NONBLOCK, found->ai_protocol);
  if (fd < 0) return fail("socket");
  if (bind(fd, found->ai_addr, found->ai_addrlen) < 0) return fail("bind");
  freeaddrinfo(found);

  sockaddr_storage own{};
  socklen_t own_size = sizeof own;
  char host[NI_MAXHOST], service[NI_MAXSERV];
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&own), &own_size) < 0) return fail("getsockname");
  getnameinfo(reinterpret_cast<sockaddr*>(&own), own_size, host, sizeof host, service, sizeof service,
              NI_NUMERICHOST | NI_NUMERICSERV | NI_DGRAM);
  std::cout << "ready " << host << ' ' << service << std::endl;

  for (;;) {
    pollfd p{fd, POLLIN, 0};
    if (poll(&p, 1, -1) < 0 && errno != EINTR) return fail("poll");
    int length = 0;
    if (ioctl(fd, FIONREAD, &length) < 0) return fail("ioctl");
    std::string text(static_cast<std::size_t>(length) + 1, '\0');
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const ssize_t n = recvfrom(fd, text.data(), text.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (n < 0) continue;
    text.resize(static_cast<std::size_t>(n));
    const bool whole = n <= 2048;
    std::string answer = whole ? text : "!TRUNC";
    for (char& c : answer)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (sendto(fd, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size) < 0) fail("sendto");
    getnameinfo(reinterpret_cast<sockaddr*>(&from), size, host, sizeof host, service, sizeof service,
                NI_NUMERICHOST | NI_NUMERICSERV | NI_DGRAM);
    std::cout << "from " + std::string(host) + ':' + service + " len " + std::to_string(n) + ": " +
                     (whole ? escape(text) : "truncated") + '\n'
              << std::flush;
  }
}
