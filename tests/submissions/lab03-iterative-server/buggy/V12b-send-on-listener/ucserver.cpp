#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

using namespace std;

static void die(string what) {
  cerr << "ucserver: " << what << ": " << strerror(errno) << "\n";
  exit(1);
}

static bool sendAll(int sockfd, const string& text) {
  size_t pos = 0;
  while (pos < text.size()) {
    ssize_t n = send(sockfd, text.c_str() + pos, text.size() - pos, MSG_NOSIGNAL);
    if (n < 0) return false;
    pos += n;
  }
  return true;
}

static string shout(const char* data, size_t size) {
  string out;
  for (size_t i = 0; i < size; i++) out += (char)toupper((unsigned char)data[i]);
  return out;
}

int main(int argc, char* argv[]) {
  string arg = argc == 2 ? argv[1] : "";
  if (arg.empty() || arg.length() > 5 || arg.find_first_not_of("0123456789") != string::npos || atoi(arg.c_str()) > 65535) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }

  int sockfd = socket(AF_INET, SOCK_STREAM, 0);
  if (sockfd < 0) die("socket");
  int reuse = 1;
  if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse)) < 0) die("setsockopt");

  struct sockaddr_in server;
  memset(&server, 0, sizeof(server));
  server.sin_family = AF_INET;
  server.sin_addr.s_addr = htonl(INADDR_ANY);
  server.sin_port = htons(atoi(arg.c_str()));
  if (bind(sockfd, (struct sockaddr*)&server, sizeof(server)) < 0) die("bind");
  if (listen(sockfd, 10) < 0) die("listen");

  socklen_t len = sizeof(server);
  if (getsockname(sockfd, (struct sockaddr*)&server, &len) < 0) die("getsockname");
  cout << "ready 0.0.0.0 " << ntohs(server.sin_port) << endl;

  while (true) {
    int connfd = accept(sockfd, nullptr, nullptr);
    if (connfd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accept");
    }
    char buffer[4096];
    ssize_t n;
    while ((n = recv(connfd, buffer, sizeof(buffer), 0)) > 0) {
      if (!sendAll(sockfd, shout(buffer, n))) {
        cerr << "ucserver: send: " << strerror(errno) << endl;
        break;
      }
    }
    close(connfd);
  }
}
