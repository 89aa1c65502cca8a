// Tries: a client that connects to the grader and closes, without end
// Must happen: what has arrived and gone is not kept without bound

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

int main(int argc, char* argv[]) {
  if (argc != 3) return 2;
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(std::atoi(argv[2])));
  inet_pton(AF_INET, argv[1], &there.sin_addr);
  while (true) {
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    connect(connection, reinterpret_cast<sockaddr*>(&there), sizeof there);
    close(connection);
  }
}
