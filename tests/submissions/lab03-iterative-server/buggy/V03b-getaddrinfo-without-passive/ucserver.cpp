#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>

namespace {

[[noreturn]] void giveUp(const char* call, const char* reason) {
  std::cerr << "ucserver: " << call << ": " << reason << "\n";
  std::exit(1);
}

[[noreturn]] void giveUp(const char* call) { giveUp(call, std::strerror(errno)); }

bool isPort(const std::string& s) {
  return !s.empty() && s.size() <= 5 && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoul(s) <= 65535;
}

int openListener(const char* service) {
  addrinfo hints;
  std::memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* result;
  int rc = getaddrinfo(nullptr, service, &hints, &result);
  if (rc != 0) giveUp("getaddrinfo", gai_strerror(rc));

  int fd = socket(result->ai_family, result->ai_socktype, result->ai_protocol);
  if (fd == -1) giveUp("socket");
  int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) giveUp("setsockopt");
  if (bind(fd, result->ai_addr, result->ai_addrlen) == -1) giveUp("bind");
  freeaddrinfo(result);
  if (listen(fd, SOMAXCONN) == -1) giveUp("listen");
  return fd;
}

unsigned localPort(int fd) {
  sockaddr_in a{};
  socklen_t size = sizeof a;
  if (getsockname(fd, (sockaddr*)&a, &size) == -1) giveUp("getsockname");
  return ntohs(a.sin_port);
}

char upper(char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; }

void serve(int fd) {
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
    if (got == -1 && errno == EINTR) continue;
    if (got <= 0) return;
    std::transform(buffer.begin(), buffer.begin() + got, buffer.begin(), upper);
    for (ssize_t sent = 0; sent < got;) {
      ssize_t n = send(fd, buffer.data() + sent, got - sent, MSG_NOSIGNAL);
      if (n == -1 && errno == EINTR) continue;
      if (n == -1) {
        std::cerr << "ucserver: send: " << std::strerror(errno) << "\n";
        return;
      }
      sent += n;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !isPort(argv[1])) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  int listener = openListener(argv[1]);
  std::cout << "ready 0.0.0.0 " << localPort(listener) << std::endl;
  for (;;) {
    int client = accept(listener, nullptr, nullptr);
    if (client == -1) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      giveUp("accept");
    }
    serve(client);
    close(client);
  }
}
