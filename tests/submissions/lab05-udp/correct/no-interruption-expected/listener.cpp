// No signal has a handler here, so a wait that fails is taken for what it is: a failure.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

long must(long result, const char* call) {
  if (result >= 0) return result;
  perror((std::string("listener: ") + call).c_str());
  std::exit(1);
}

std::string shown(const std::vector<char>& text) {
  std::string all;
  for (const char c : text) {
    char piece[5] = {c};
    if (c < ' ' || c > '~' || c == '\\') std::snprintf(piece, sizeof piece, "\\x%02x", static_cast<unsigned char>(c));
    all += piece;
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string text = argc == 2 ? argv[1] : "";
  if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) ||
      std::stoi(text) > 65535) {
    std::fputs("usage: listener PORT\n", stderr);
    return 2;
  }
  const int s = static_cast<int>(must(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), "socket"));
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(static_cast<in_port_t>(std::stoi(text)));
  must(bind(s, reinterpret_cast<sockaddr*>(&own), sizeof own), "bind");
  socklen_t size = sizeof own;
  must(getsockname(s, reinterpret_cast<sockaddr*>(&own), &size), "getsockname");
  const int waiting = static_cast<int>(must(epoll_create1(0), "epoll_create1"));
  epoll_event event{};
  event.events = EPOLLIN;
  must(epoll_ctl(waiting, EPOLL_CTL_ADD, s, &event), "epoll_ctl");
  std::printf("ready 0.0.0.0 %d\n", ntohs(own.sin_port));
  std::fflush(stdout);

  for (;;) {
    must(epoll_wait(waiting, &event, 1, -1), "epoll_wait");
    int room = 0;
    must(ioctl(s, FIONREAD, &room), "ioctl");  // what the next datagram needs, 0 also for an empty one
    std::vector<char> text_of_it(static_cast<std::size_t>(room));
    sockaddr_in from{};
    size = sizeof from;
    char none = 0;
    const ssize_t n = recvfrom(s, room > 0 ? text_of_it.data() : &none, text_of_it.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (n < 0) continue;
    const bool whole = n <= 2048;
    std::printf("from %s:%d len %zd: %s\n", inet_ntoa(from.sin_addr), ntohs(from.sin_port), n,
                whole ? shown(text_of_it).c_str() : "truncated");
    std::fflush(stdout);
    for (char& c : text_of_it)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const char* answer = whole ? text_of_it.data() : "!TRUNC";
    if (sendto(s, answer, whole ? text_of_it.size() : 6, 0, reinterpret_cast<sockaddr*>(&from), size) < 0)
      perror("listener: sendto");
  }
}
