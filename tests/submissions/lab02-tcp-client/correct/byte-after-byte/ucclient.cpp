// ucclient HOST PORT: reads one byte at a time and adds it to a string. Correct, and slow with long lines.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <iostream>
#include <string>

using namespace std;

int connection;

void fail(const char* call) {
  cerr << "ucclient: " << call << ": " << strerror(errno) << endl;
  exit(1);
}

void lost() {
  cerr << "ucclient: the server ended too early" << endl;
  exit(3);
}

void send_all(const string& text) {
  size_t done = 0;
  while (done < text.size()) {
    ssize_t n = send(connection, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) lost();
    done += n;
  }
}

// One byte, or nothing at the end.
bool get_byte(int from, char& c) {
  while (true) {
    ssize_t n = read(from, &c, 1);
    if (n == 1) return true;
    if (n == 0) return false;
    if (errno == EINTR) continue;
    if (from == connection) lost();
    fail("read");
  }
}

// True: a whole line; false: the stream has ended, and what came before is in LINE.
bool get_line(int from, string& line) {
  line = "";
  char c;
  while (line.find('\n') == string::npos) {
    if (!get_byte(from, c)) return false;
    line = line + c;
  }
  return true;
}

int main(int argc, char* argv[]) {
  sockaddr_in server{};
  unsigned short port = 0;
  bool good = argc == 3 && inet_pton(AF_INET, argv[1], &server.sin_addr) == 1;
  if (good) {
    auto result = from_chars(argv[2], argv[2] + strlen(argv[2]), port);
    good = result.ec == errc() && *result.ptr == '\0' && port != 0;
  }
  if (!good) {
    cerr << "usage: ucclient HOST PORT" << endl;
    return 2;
  }
  server.sin_family = AF_INET;
  server.sin_port = htons(port);
  connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connection < 0) fail("socket");
  if (connect(connection, (sockaddr*)&server, sizeof server) < 0) fail("connect");
  string line, reply;
  while (get_line(0, line)) {
    send_all(line);
    if (!get_line(connection, reply)) lost();
    cout << reply << flush;
  }
  send_all(line);
  if (shutdown(connection, SHUT_WR) < 0) lost();
  char c;
  while (get_byte(connection, c)) cout << c;
  cout << flush;
}
