// Tries: to talk to the internet, to the machine's own services, to the hypervisor
// Must happen: there is no way out of its network: full marks

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

[[noreturn]] void hole(const char* what) {
  std::fprintf(stderr, "HOLE: %s\n", what);
  _exit(66);
}

void attack() {
  for (const char* host : {"8.8.8.8", "1.1.1.1", "169.254.169.254", "192.168.0.1", "172.17.0.1"}) {
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(53);
    inet_pton(AF_INET, host, &there.sin_addr);
    const int datagrams = socket(AF_INET, SOCK_DGRAM, 0);
    if (sendto(datagrams, "x", 1, 0, reinterpret_cast<sockaddr*>(&there), sizeof there) >= 0 || errno != ENETUNREACH) hole(host);
    close(datagrams);
  }
  // What listens on the machine's own loopback (the test has put something there) is not what listens on ours.
  sockaddr_in canary{};
  canary.sin_family = AF_INET;
  canary.sin_port = htons(7);
  canary.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int stream = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(stream, reinterpret_cast<sockaddr*>(&canary), sizeof canary) == 0) hole("a service of the machine");
  close(stream);
}

// A correct server: whatever it does not lose its marks for was no hole.
int main(int argc, char* argv[]) {
  char* end = nullptr;
  const long port = argc == 2 ? std::strtol(argv[1], &end, 10) : -1;
  if (argc != 2 || *argv[1] == 0 || *end != 0 || port < 0 || port > 65535) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  attack();
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, generic, size) != 0 || listen(listener, 16) != 0) {
    std::perror("bind");
    return 1;
  }
  getsockname(listener, generic, &size);
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  while (true) {
    const int client = accept(listener, nullptr, nullptr);
    if (client < 0) continue;
    char bytes[4096];
    ssize_t got = 0;
    while ((got = recv(client, bytes, sizeof bytes, 0)) > 0) {
      for (char* at = bytes; at < bytes + got; ++at)
        if (*at >= 'a' && *at <= 'z') *at = static_cast<char>(*at - 32);
      ssize_t sent = 0;
      for (ssize_t done = 0; done < got && sent >= 0; done += sent)
        sent = send(client, bytes + done, static_cast<std::size_t>(got - done), MSG_NOSIGNAL);
    }
    close(client);
  }
}
