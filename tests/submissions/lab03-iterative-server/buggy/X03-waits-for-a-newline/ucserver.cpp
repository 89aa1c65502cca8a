#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

using namespace std;

class LineReader {
 public:
  explicit LineReader(int fd) : fd(fd) {}

  // The next line with its newline; at the end of the stream what is left, and then nothing.
  string next() {
    size_t searched = 0;
    while (true) {
      size_t newline = pending.find('\n', searched);
      if (newline != string::npos) return cut(newline + 1);
      searched = pending.size();
      char part[4096];
      ssize_t n = recv(fd, part, sizeof part, 0);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return "";
      if (n == 0) return cut(pending.size());
      pending.append(part, n);
    }
  }

 private:
  string cut(size_t size) {
    string line = pending.substr(0, size);
    pending.erase(0, size);
    return line;
  }

  int fd;
  string pending;
};

bool send_all(int fd, const string& s) {
  for (size_t i = 0; i < s.size();) {
    ssize_t n = send(fd, s.data() + i, s.size() - i, MSG_NOSIGNAL);
    if (n >= 0)
      i += n;
    else if (errno != EINTR)
      return false;
  }
  return true;
}

void serve(int fd) {
  LineReader reader(fd);
  while (true) {
    string line = reader.next();
    if (line.empty()) break;
    for (char& c : line)
      if (c >= 'a' && c <= 'z') c = c - 'a' + 'A';
    if (!send_all(fd, line)) break;
  }
  close(fd);
}

void fatal(const char* call) {
  cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
  exit(1);
}

int main(int argc, char* argv[]) {
  string arg = argc == 2 ? argv[1] : "";
  if (arg.empty() || arg.length() > 5 || arg.find_first_not_of("0123456789") != string::npos || stoi(arg) > 65535) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fatal("socket");
  int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fatal("setsockopt");
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(stoi(arg));
  a.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, (sockaddr*)&a, sizeof a) < 0) fatal("bind");
  if (listen(listener, 10) < 0) fatal("listen");
  socklen_t size = sizeof a;
  if (getsockname(listener, (sockaddr*)&a, &size) < 0) fatal("getsockname");
  cout << "ready " << inet_ntoa(a.sin_addr) << " " << ntohs(a.sin_port) << endl;
  while (true) {
    int fd = accept(listener, nullptr, nullptr);
    if (fd >= 0)
      serve(fd);
    else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO)
      fatal("accept");
  }
}
