// Tries: to leave something for the next run of itself: a file, a name, a key, shared memory, a lock
// Must happen: every run is the first one: full marks

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

[[noreturn]] void hole(const char* what) {
  std::fprintf(stderr, "HOLE: %s\n", what);
  _exit(66);
}

void attack() {
  for (const char* path : {"/box/mark", "/tmp/mark", "/dev/shm/shared-mark", "/program/mark", "mark"}) {
    const int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0666);
    if (file < 0 && access(path, F_OK) == 0 && std::strcmp(path, "/tmp/mark") != 0 && std::strcmp(path, "mark") != 0) hole(path);
    close(file);
  }
  const int memory = shmget(0x77697265, 4096, IPC_CREAT | IPC_EXCL | 0666);
  if (memory < 0 && shmget(0x77697265, 0, 0) >= 0) hole("System V shared memory of an earlier run");
  if (syscall(SYS_keyctl, 10, -4, "user", "wirelab-mark", 0) >= 0) hole("a key of an earlier run");
  syscall(SYS_add_key, "user", "wirelab-mark", "x", 1, -4);
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
