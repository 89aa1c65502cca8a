// two_sends PORT: answers each request of one client in two sends, the second of which Nagle's algorithm holds back.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cstdlib>

int main(int, char** argv) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(std::atoi(argv[1])));
  bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener, 1);
  const int client = accept(listener, nullptr, nullptr);
  char byte;
  while (recv(client, &byte, 1, 0) == 1) {
    send(client, "one", 3, 0);
    send(client, "two", 3, 0);
  }
}
