// Tries: to listen and to exit at once
// Must happen: what is gone does not listen

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>

int main(int, char* argv[]) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(std::atoi(argv[1])));
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
  return listen(listener, 8);
}
