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

[[noreturn]] void fail(const string& call) {
  cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
  exit(1);
}

bool isPort(const string& text, int& port) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != string::npos) return false;
  port = stoi(text);
  return port <= 65535;
}

bool sendAll(int sock, const string& data) {
  size_t done = 0;
  while (done < data.size()) {
    ssize_t n = send(sock, data.data() + done, data.size() - done, MSG_NOSIGNAL);
    if (n == -1) return false;
    done += n;
  }
  return true;
}

void handleClient(int sock) {
  char chunk[2000];
  while (true) {
    ssize_t n = recv(sock, chunk, sizeof chunk, 0);
    if (n <= 0) return;
    string answer(chunk, n);
    for (char& c : answer)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (!sendAll(sock, answer)) return;
  }
}

int main(int argc, char** argv) {
  int port = 0;
  if (argc != 2 || !isPort(argv[1], port)) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }

  int listening = socket(AF_INET, SOCK_STREAM, 0);
  if (listening == -1) fail("socket");
  int on = 1;
  if (setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) fail("setsockopt");

  sockaddr_in hint{};
  hint.sin_family = AF_INET;
  hint.sin_addr.s_addr = htonl(INADDR_ANY);
  hint.sin_port = static_cast<uint16_t>(htonl(port));
  if (bind(listening, (sockaddr*)&hint, sizeof hint) == -1) fail("bind");
  if (listen(listening, SOMAXCONN) == -1) fail("listen");

  socklen_t size = sizeof hint;
  if (getsockname(listening, (sockaddr*)&hint, &size) == -1) fail("getsockname");
  cout << "ready 0.0.0.0 " << ntohs(hint.sin_port) << endl;

  while (true) {
    int client = accept(listening, nullptr, nullptr);
    if (client == -1) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      fail("accept");
    }
    handleClient(client);
    close(client);
  }
}
