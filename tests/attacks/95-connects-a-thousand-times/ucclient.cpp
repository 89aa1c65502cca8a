// Tries: a client that connects to the grader a thousand times and never talks
// Must happen: the grader has descriptors of its own to lose; it judges

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
  for (int process = 0; process < 20; ++process)
    if (fork() == 0) {
      for (int count = 0; count < 100; ++count) {
        const int connection = socket(AF_INET, SOCK_STREAM, 0);
        connect(connection, reinterpret_cast<sockaddr*>(&there), sizeof there);
      }
      while (true) pause();
    }
  while (true) pause();
}
