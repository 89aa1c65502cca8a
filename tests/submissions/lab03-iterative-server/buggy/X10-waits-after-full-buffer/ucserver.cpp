#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <string>

using namespace std;

const int SIZE = 600;

string receiveMessage(int fd) {
  char buffer[SIZE];
  ssize_t n = recv(fd, buffer, SIZE, 0);
  return n > 0 ? string(buffer, n) : string();
}

// The first message may be longer than the buffer: a full buffer means that there is more
string receiveFirstMessage(int fd) {
  string message = receiveMessage(fd);
  if (message.size() == SIZE) message += receiveMessage(fd);
  return message;
}

bool sendMessage(int fd, const string& message) {
  for (size_t i = 0; i < message.size();) {
    ssize_t n = send(fd, message.data() + i, message.size() - i, MSG_NOSIGNAL);
    if (n < 0) return false;
    i += n;
  }
  return true;
}

int fail(const char* call) {
  cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
  return 1;
}

int main(int argc, char* argv[]) {
  string arg = argc == 2 ? argv[1] : "";
  if (arg.empty() || arg.size() > 5 || arg.find_first_not_of("0123456789") != string::npos || stoi(arg) > 65535) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (s < 0) return fail("socket");
  int on = 1;
  if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return fail("setsockopt");
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(stoi(arg));
  if (::bind(s, (sockaddr*)&a, sizeof a) < 0) return fail("bind");
  if (listen(s, 10) < 0) return fail("listen");
  socklen_t len = sizeof a;
  if (getsockname(s, (sockaddr*)&a, &len) < 0) return fail("getsockname");
  cout << "ready 0.0.0.0 " << ntohs(a.sin_port) << endl;
  while (true) {
    int fd = accept(s, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return fail("accept");
    }
    string message = receiveFirstMessage(fd);
    while (!message.empty()) {
      for (char& c : message) c = toupper((unsigned char)c);
      if (!sendMessage(fd, message)) break;
      message = receiveMessage(fd);
    }
    close(fd);
  }
}
