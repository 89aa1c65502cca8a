// Tries: to have two hundred processes at once
// Must happen: no more than sixty-four: full marks

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

[[noreturn]] void hole(const char* what) {
  std::fprintf(stderr, "HOLE: %s\n", what);
  _exit(66);
}

void attack() {
  constexpr int wanted = 200;
  pid_t children[wanted];
  int count = 0;
  while (count < wanted) {
    const pid_t child = fork();
    if (child == 0)
      while (true) pause();
    if (child < 0) break;
    children[count++] = child;
  }
  for (int number = 0; number < count; ++number) kill(children[number], SIGKILL);
  while (wait(nullptr) > 0) {
  }
  if (count >= wanted) hole("two hundred processes");
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
