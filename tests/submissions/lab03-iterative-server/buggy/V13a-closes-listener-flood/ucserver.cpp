#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>

using namespace std;

const int BUFFER_SIZE = 1024;

void die(const char* call) {
  cerr << "ucserver: " << call << ": " << strerror(errno) << endl;
  exit(1);
}

bool good_port(const char* text, int& port) {
  port = 0;
  if (text[0] == '\0') return false;
  for (int i = 0; text[i] != '\0'; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    port = port * 10 + (text[i] - '0');
    if (port > 65535) return false;
  }
  return true;
}

void serve(int client) {
  char buffer[BUFFER_SIZE];
  while (true) {
    int received = recv(client, buffer, BUFFER_SIZE, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return;
    for (int i = 0; i < received; i++)
      if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = buffer[i] - 'a' + 'A';
    int sent = 0;
    while (sent < received) {
      int n = send(client, buffer + sent, received - sent, 0);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return;
      sent += n;
    }
  }
}

int main(int argc, char* argv[]) {
  int port;
  if (argc != 2 || !good_port(argv[1], port)) {
    cerr << "usage: ucserver PORT" << endl;
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);

  int sockfd = socket(AF_INET, SOCK_STREAM, 0);
  if (sockfd < 0) die("socket");
  int on = 1;
  if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0) die("setsockopt");
  struct sockaddr_in addr;
  memset(&addr, 0, sizeof(addr));
  addr.sin_family = AF_INET;
  addr.sin_addr.s_addr = htonl(INADDR_ANY);
  addr.sin_port = htons(port);
  if (bind(sockfd, (struct sockaddr*)&addr, sizeof(addr)) < 0) die("bind");
  if (listen(sockfd, 10) < 0) die("listen");
  socklen_t len = sizeof(addr);
  if (getsockname(sockfd, (struct sockaddr*)&addr, &len) < 0) die("getsockname");
  cout << "ready 0.0.0.0 " << ntohs(addr.sin_port) << endl;

  while (true) {
    int newsockfd = accept(sockfd, NULL, NULL);
    if (newsockfd < 0) {
      cerr << "ucserver: accept: " << strerror(errno) << endl;
      continue;
    }
    serve(newsockfd);
    close(sockfd);
  }
}
