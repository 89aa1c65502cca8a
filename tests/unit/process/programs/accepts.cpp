// accepts PORT [handler]: accepts clients and reads nothing; with "handler" it catches SIGIO.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <cstdlib>
#include <cstring>

int main(int, char** argv) {
  if (std::strcmp(argv[2], "handler") == 0) signal(SIGIO, [](int) {});
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(std::atoi(argv[1])));
  bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener, 1);
  while (accept(listener, nullptr, nullptr) >= 0) {
  }
}
