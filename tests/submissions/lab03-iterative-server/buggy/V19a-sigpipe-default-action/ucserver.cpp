#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

using namespace std;

void quit(const string& call) {
  cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
  exit(1);
}

int to_port(const string& s) {
  if (s.empty() || s.size() > 9) return -1;
  for (unsigned char c : s)
    if (!isdigit(c)) return -1;
  int n = stoi(s);
  return n <= 65535 ? n : -1;
}

void shout(vector<char>& text) {
  for (char& c : text)
    if ('a' <= c && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
}

bool write_all(int fd, const vector<char>& text) {
  size_t done = 0;
  while (done < text.size()) {
    ssize_t n = write(fd, &text[done], text.size() - done);
    if (n == -1 && errno == EINTR) continue;
    if (n == -1) return false;
    done += n;
  }
  return true;
}

void talk(int fd) {
  while (true) {
    vector<char> text(1024);
    ssize_t n = read(fd, text.data(), text.size());
    if (n == -1 && errno == EINTR) continue;
    if (n <= 0) break;
    text.resize(n);
    shout(text);
    if (!write_all(fd, text)) break;
  }
}

int main(int argc, char* argv[]) {
  int port = argc == 2 ? to_port(argv[1]) : -1;
  if (port < 0) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  int server = socket(AF_INET, SOCK_STREAM, 0);
  if (server == -1) quit("socket");
  int one = 1;
  if (setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == -1) quit("setsockopt");
  sockaddr_in addr = {};
  addr.sin_family = AF_INET;
  addr.sin_port = htons(port);
  addr.sin_addr.s_addr = INADDR_ANY;
  if (bind(server, (sockaddr*)&addr, sizeof(addr)) == -1) quit("bind");
  if (listen(server, 20) == -1) quit("listen");
  socklen_t size = sizeof(addr);
  if (getsockname(server, (sockaddr*)&addr, &size) == -1) quit("getsockname");
  cout << "ready 0.0.0.0 " << ntohs(addr.sin_port) << endl;

  while (true) {
    int client = accept(server, nullptr, nullptr);
    if (client == -1) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
      quit("accept");
    }
    talk(client);
    close(client);
  }
}
