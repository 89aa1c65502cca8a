#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>

using namespace std;

struct Server {
  int fd = -1;

  bool open(uint16_t port) {
    fd = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return complain("socket");
    int on = 1;
    if (::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return complain("setsockopt");
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) < 0) return complain("bind");
    if (::listen(fd, 10) < 0) return complain("listen");
    socklen_t n = sizeof a;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &n) < 0) return complain("getsockname");
    cout << "ready 0.0.0.0 " << ntohs(a.sin_port) << endl;
    return true;
  }

  bool complain(const char* call) const {
    cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
    return false;
  }

  bool run() {
    while (true) {
      int client = ::accept(fd, nullptr, nullptr);
      if (client >= 0) {
        serve(client);
        ::close(client);
      } else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) {
        return complain("accept");
      }
    }
  }

  static ssize_t receive(int client, char* buffer, size_t size) {
    ssize_t n;
    do {
      n = ::recv(client, buffer, size, 0);
    } while (n < 0 && errno == EINTR);
    return n;
  }

  void serve(int client) {
    char buffer[1024];
    ssize_t n = receive(client, buffer, sizeof buffer);
    if (n <= 0) return;
    transform(buffer, buffer + n, buffer, [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    for (ssize_t done = 0; done < n;) {
      ssize_t k = ::send(client, buffer + done, n - done, MSG_NOSIGNAL);
      if (k < 0 && errno != EINTR) return;
      if (k > 0) done += k;
    }
    // wait until the client hangs up
    while (receive(client, buffer, sizeof buffer) > 0) {
    }
  }
};

int main(int argc, char** argv) {
  string arg = argc == 2 ? argv[1] : "";
  bool digits = !arg.empty() && arg.size() < 9 && all_of(arg.begin(), arg.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || stoi(arg) > 65535) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  Server server;
  if (!server.open(static_cast<uint16_t>(stoi(arg)))) return 1;
  return server.run() ? 0 : 1;
}
