#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace std;

class Mailbox {
 public:
  struct Letter {
    sockaddr_in from{};
    string text;
    size_t length = 0;
  };

  explicit Mailbox(uint16_t port) : fd_(socket(AF_INET, SOCK_DGRAM, 0)) {
    if (fd_ < 0) fail("socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("bind");
  }

  uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  bool receive(Letter& letter) {
    char room[most];
    iovec part{room, sizeof room};
    msghdr message{};
    message.msg_name = &letter.from;
    message.msg_namelen = sizeof letter.from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    ssize_t n = recvmsg(fd_, &message, MSG_TRUNC);
    if (n < 0) return false;
    letter.length = n;
    letter.text.assign(room, min(letter.length, most));
    return true;
  }

  void send(const sockaddr_in& to, const string& text) {
    if (sendto(fd_, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
      cerr << "listener: sendto: " << strerror(errno) << endl;
  }

  static constexpr size_t most = 2048;

 private:
  [[noreturn]] static void fail(const char* call) {
    cerr << "listener: " << call << ": " << strerror(errno) << endl;
    exit(1);
  }

  int fd_;
};

string printable(const string& text) {
  ostringstream out;
  for (unsigned char c : text) {
    if (c >= ' ' && c <= '~' && c != '\\') out << c;
    else out << "\\x" << hex << setw(2) << setfill('0') << static_cast<int>(c);
  }
  return out.str();
}

string upper(string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
  return text;
}

int main(int argc, char* argv[]) {
  string port = argc == 2 ? argv[1] : "";
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != string::npos || stoi(port) > 65535) {
    cerr << "usage: listener PORT" << endl;
    return 2;
  }
  Mailbox mailbox(static_cast<uint16_t>(stoi(port)));
  cout << "ready 0.0.0.0 " << mailbox.port() << endl;
  for (;;) {
    Mailbox::Letter letter;
    if (!mailbox.receive(letter)) continue;
    bool whole = letter.length <= Mailbox::most;
    char address[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &letter.from.sin_addr, address, sizeof address);
    mailbox.send(letter.from, whole ? upper(letter.text) : "!TRUNC");
    cout << "from " << address << ":" << ntohs(letter.from.sin_port) << " len " << letter.length << ": "
         << (whole ? printable(letter.text) : "truncated") << endl;
  }
}
