#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>

namespace {

struct FreeList {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

int report(const char* call) {
  std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << "\n";
  return 1;
}

bool is_port(const std::string& text) {
  return !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos &&
         std::stoul(text) < 65536;
}

// Fills TEXT with what the client has sent. False at the end of its stream.
bool read_some(int fd, std::string& text) {
  text.clear();
  text.reserve(4096);
  while (true) {
    const ssize_t n = read(fd, &text[0], text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.resize(static_cast<std::size_t>(n));
    return true;
  }
}

bool write_all(int fd, const std::string& text) {
  const char* next = text.data();
  const char* const end = next + text.size();
  while (next != end) {
    const ssize_t n = write(fd, next, static_cast<std::size_t>(end - next));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    next += n;
  }
  return true;
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 2 || !is_port(argv[1])) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (const int rc = getaddrinfo(nullptr, argv[1], &hints, &found); rc != 0) {
    std::cerr << "ucserver: getaddrinfo: " << gai_strerror(rc) << "\n";
    return 1;
  }
  const std::unique_ptr<addrinfo, FreeList> list(found);
  const int listener = socket(list->ai_family, list->ai_socktype, list->ai_protocol);
  if (listener < 0) return report("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return report("setsockopt");
  if (bind(listener, list->ai_addr, list->ai_addrlen) < 0) return report("bind");
  if (listen(listener, 16) < 0) return report("listen");
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) return report("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << std::endl;

  while (true) {
    const int client = accept(listener, nullptr, nullptr);
    if (client < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
      return report("accept");
    }
    std::string text;
    while (read_some(client, text)) {
      for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
      if (!write_all(client, text)) break;
    }
    close(client);
  }
}
