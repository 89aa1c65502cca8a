// Tries: to listen on ::1 alone
// Must happen: seen, and said so

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>

int main(int, char* argv[]) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  address.sin6_port = htons(static_cast<in_port_t>(std::atoi(argv[1])));
  const int listener = socket(AF_INET6, SOCK_STREAM, 0);
  bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(listener, 8);
  accept(listener, nullptr, nullptr);
}
