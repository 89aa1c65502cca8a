#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>

using namespace std;

int listener = -1;

bool setUp(int port) {
  const char* call = "socket";
  int on = 1;
  sockaddr_in a{};
  socklen_t size = sizeof a;
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  a.sin_addr.s_addr = htonl(INADDR_ANY);

  listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) goto failed;
  call = "setsockopt";
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) goto failed;
  call = "bind";
  if (::bind(listener, (sockaddr*)&a, sizeof a) < 0) goto failed;
  call = "listen";
  if (listen(listener, 10) < 0) goto failed;
  call = "getsockname";
  if (getsockname(listener, (sockaddr*)&a, &size) < 0) goto failed;
  cout << "ready 0.0.0.0 " << ntohs(a.sin_port) << endl;
  return true;

failed:
  cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
  if (listener >= 0) close(listener);
  return false;
}

void serve(int fd) {
  char text[4096];
  ssize_t n;
  while ((n = recv(fd, text, sizeof text, 0)) > 0) {
    for (ssize_t i = 0; i < n; i++)
      if (text[i] >= 'a' && text[i] <= 'z') text[i] -= 32;
    ssize_t at = 0;
    while (at < n) {
      ssize_t m = send(fd, text + at, n - at, 0);
      if (m < 0) return;
      at += m;
    }
  }
}

int main(int argc, char* argv[]) {
  string arg = argc == 2 ? argv[1] : "";
  if (arg.empty() || arg.size() > 5 || arg.find_first_not_of("0123456789") != string::npos || stoi(arg) > 65535) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  if (setUp(stoi(arg))) {
    for (;;) {
      int fd = accept(listener, nullptr, nullptr);
      if (fd < 0) {
        if (errno == EINTR || errno == ECONNABORTED) continue;
        cerr << "ucserver: accept: " << strerror(errno) << endl;
        break;
      }
      serve(fd);
      close(fd);
    }
  }
  return 0;
}
