#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>

using std::cerr;
using std::cout;
using std::endl;
using std::string;

static int quit(const char* call) {
  cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
  return 1;
}

static char up(char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; }

int main(int argc, char* argv[]) {
  if (argc != 2) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  string text = argv[1];
  bool digits = !text.empty() && text.size() < 6 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || std::stoi(text) > 65535) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);

  addrinfo hints = {}, *res;
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  if (int e = getaddrinfo(NULL, text.c_str(), &hints, &res)) {
    cerr << "ucserver: getaddrinfo: " << gai_strerror(e) << endl;
    return 1;
  }

  int sockfd = socket(res->ai_family, res->ai_socktype, res->ai_protocol);
  if (sockfd == -1) return quit("socket");
  if (bind(sockfd, res->ai_addr, res->ai_addrlen) == -1) return quit("bind");
  freeaddrinfo(res);

  int yes = 1;
  if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1) return quit("setsockopt");
  if (listen(sockfd, 20) == -1) return quit("listen");

  sockaddr_in mine;
  socklen_t minelen = sizeof mine;
  if (getsockname(sockfd, (sockaddr*)&mine, &minelen) == -1) return quit("getsockname");
  cout << "ready 0.0.0.0 " << ntohs(mine.sin_port) << endl;

  while (true) {
    int conn = accept(sockfd, NULL, NULL);
    if (conn == -1) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return quit("accept");
    }
    char buf[3000];
    ssize_t n;
    bool alive = true;
    while (alive && (n = recv(conn, buf, sizeof buf, 0)) > 0) {
      std::transform(buf, buf + n, buf, up);
      for (ssize_t sent = 0; alive && sent < n;) {
        ssize_t m = send(conn, buf + sent, n - sent, 0);
        if (m == -1)
          alive = false;
        else
          sent += m;
      }
    }
    close(conn);
  }
}
