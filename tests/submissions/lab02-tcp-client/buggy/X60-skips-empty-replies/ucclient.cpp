#include <arpa/inet.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

using std::cerr;
using std::cout;
using std::string;

namespace {

[[noreturn]] void quit(int status, const string& message) {
  cout.flush();
  cerr << message << std::endl;
  std::exit(status);
}

string received;

// True while there may be more.
bool fill(int sock) {
  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(sock, &readable);
  if (select(sock + 1, &readable, nullptr, nullptr, nullptr) < 0) return errno == EINTR;
  std::vector<char> buf(10000);
  ssize_t n = recv(sock, buf.data(), buf.size(), 0);
  if (n < 0) quit(3, "ucclient: lost the connection");
  received += string(buf.begin(), buf.begin() + n);
  return n != 0;
}

string reply(int sock) {
  while (received.find('\n') == string::npos)
    if (!fill(sock)) quit(3, "ucclient: no whole reply");
  string text = received.substr(0, received.find('\n'));
  received.erase(0, text.size() + 1);
  return text;
}

void transmit(int sock, string text) {
  while (!text.empty()) {
    ssize_t n = send(sock, text.c_str(), text.size(), MSG_NOSIGNAL);
    if (n < 0) quit(3, "ucclient: cannot send any more");
    text.erase(0, n);
  }
}

bool is_port(const string& s) {
  return !s.empty() && s.size() <= 5 && s.find_first_not_of("0123456789") == string::npos && std::stol(s) > 0 &&
         std::stol(s) < 65536;
}

}  // namespace

int main(int argc, char* argv[]) {
  struct sockaddr_in sa;
  memset(&sa, 0, sizeof(sa));
  if (argc != 3 || !is_port(argv[2]) || inet_pton(AF_INET, argv[1], &sa.sin_addr) != 1)
    quit(2, "usage: ucclient HOST PORT");
  sa.sin_family = AF_INET;
  sa.sin_port = htons(std::stol(argv[2]));
  int sock = socket(AF_INET, SOCK_STREAM, 0);
  if (sock == -1) quit(1, string("ucclient: socket: ") + strerror(errno));
  if (connect(sock, (struct sockaddr*)&sa, sizeof(sa)) == -1) quit(1, string("ucclient: connect: ") + strerror(errno));

  string typed;
  while (std::getline(std::cin, typed)) {
    if (std::cin.eof()) {
      transmit(sock, typed);
      break;
    }
    transmit(sock, typed + '\n');
    string answer = reply(sock);
    if (!answer.empty()) cout << answer << std::endl;
  }
  shutdown(sock, SHUT_WR);
  while (fill(sock)) {
  }
  cout << received << std::flush;
  return 0;
}
