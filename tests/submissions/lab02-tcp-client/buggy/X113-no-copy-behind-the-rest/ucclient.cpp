#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>

using namespace std;

struct ServerGone : runtime_error {
  ServerGone() : runtime_error("the server ended too early") {}
};

class Connection {
 public:
  Connection(const string& host, uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    if (fd_ < 0) fail("socket");
    if (connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("connect");
  }
  ~Connection() { close(fd_); }

  void send(const string& bytes) {
    const char* data = bytes.data();
    size_t left = bytes.size();
    while (left > 0) {
      ssize_t n = ::send(fd_, data, left, MSG_NOSIGNAL);
      if (n < 0) throw ServerGone();
      data += n;
      left -= n;
    }
  }

  // A line with its newline; what follows it is kept.
  string line() {
    size_t end;
    while ((end = pending_.find('\n')) == string::npos)
      if (!receive()) throw ServerGone();
    string result = pending_.substr(0, end + 1);
    pending_.erase(0, end + 1);
    return result;
  }

  // Everything up to the end of the stream.
  string rest() {
    while (receive()) continue;
    return pending_;
  }

  void endOfInput() { shutdown(fd_, SHUT_WR); }

 private:
  bool receive() {
    char buffer[4096];
    ssize_t n = recv(fd_, buffer, sizeof buffer, 0);
    if (n < 0) throw ServerGone();
    pending_.append(buffer, n);
    return n > 0;
  }

  [[noreturn]] static void fail(const char* call) {
    cerr << "ucclient: " << call << ": " << strerror(errno) << endl;
    exit(1);
  }

  int fd_;
  string pending_;
};

int main(int argc, char* argv[]) {
  in_addr ignored;
  string port = argc == 3 ? argv[2] : "";
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != string::npos || stoi(port) < 1 ||
      stoi(port) > 65535 || inet_pton(AF_INET, argv[1], &ignored) != 1) {
    cerr << "usage: ucclient HOST PORT" << endl;
    return 2;
  }
  Connection connection(argv[1], static_cast<uint16_t>(stoi(port)));
  try {
    string line;
    while (getline(cin, line)) {
      if (cin.eof()) {
        connection.send(line);
        connection.endOfInput();
        return 0;
      }
      connection.send(line + "\n");
      cout << connection.line() << flush;
    }
    connection.endOfInput();
    cout << connection.rest() << flush;
  } catch (const ServerGone& gone) {
    cerr << "ucclient: " << gone.what() << endl;
    return 3;
  }
  return 0;
}
