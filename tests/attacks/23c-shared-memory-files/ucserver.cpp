// Tries: to keep memory in /dev/shm, /run, /tmp and other file systems of memory
// Must happen: only its small folder can be written, which /dev/shm is, too: full marks

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

[[noreturn]] void hole(const char* what) {
  std::fprintf(stderr, "HOLE: %s\n", what);
  _exit(66);
}

void attack() {
  for (const char* path : {"/run/x", "/run/shm/x", "/run/user/1000/x", "/var/tmp/x", "/dev/mqueue/x", "/sys/fs/cgroup/x"})
    if (open(path, O_RDWR | O_CREAT, 0600) >= 0) hole(path);
  const int memory = shm_open("/wirelab-attack", O_RDWR | O_CREAT, 0600);
  signal(SIGXFSZ, SIG_IGN);
  static char block[1 << 20];
  int written = 0;
  while (memory >= 0 && written < 32 && write(memory, block, sizeof block) == sizeof block) ++written;
  if (written == 32) hole("thirty-two megabytes of shared memory");
  close(memory);
  shm_unlink("/wirelab-attack");
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
