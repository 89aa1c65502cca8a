// Tries: a listener that answers each datagram with datagrams without end, of every size, from other ports, and to addresses that
// never asked
// Must happen: the grader reads what is its own, counts the rest, and keeps little of it

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

int main(int argc, char* argv[]) {
  char* end = nullptr;
  const long port = argc == 2 ? std::strtol(argv[1], &end, 10) : -1;
  if (argc != 2 || *argv[1] == 0 || *end != 0 || port < 0 || port > 65535) {
    std::fprintf(stderr, "usage: listener PORT\n");
    return 2;
  }
  const int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (bind(datagrams, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 1;
  socklen_t size = sizeof address;
  getsockname(datagrams, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  static char storm[65507];
  sockaddr_in from{};
  if (recvfrom(datagrams, storm, sizeof storm, 0, reinterpret_cast<sockaddr*>(&from), &size) < 0) return 1;
  const int other = socket(AF_INET, SOCK_DGRAM, 0);
  for (unsigned turn = 0;; ++turn) {
    sockaddr_in to = from;
    if (turn % 3 == 0) to.sin_port = htons(static_cast<std::uint16_t>(1024 + turn % 60000));
    sendto(turn % 2 == 0 ? datagrams : other, storm, turn * 97 % sizeof storm, 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
}
