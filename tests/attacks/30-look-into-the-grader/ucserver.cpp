// Tries: to trace process 1, to read its memory, environment and descriptors, to take a descriptor of it
// Must happen: each is refused: full marks

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
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
  const pid_t parent = getppid();
  if (ptrace(PTRACE_SEIZE, parent, nullptr, nullptr) == 0 || ptrace(PTRACE_ATTACH, parent, nullptr, nullptr) == 0) hole("ptrace");
  for (const char* what : {"mem", "environ", "maps", "auxv", "stack", "syscall", "io", "personality", "pagemap"}) {
    char path[64];
    char byte = 0;
    std::snprintf(path, sizeof path, "/proc/%d/%s", parent, what);
    const int file = open(path, O_RDONLY);
    if (file >= 0 && read(file, &byte, 1) == 1) hole(path);
  }
  char word[8];
  iovec here{word, sizeof word};
  iovec there{reinterpret_cast<void*>(&hole), sizeof word};
  if (syscall(SYS_process_vm_readv, parent, &here, 1, &there, 1, 0) > 0) hole("process_vm_readv");
  const auto handle = static_cast<int>(syscall(SYS_pidfd_open, parent, 0));
  for (int number = 0; number < 64; ++number)
    if (handle >= 0 && syscall(SYS_pidfd_getfd, handle, number, 0) >= 0) hole("pidfd_getfd");
  char link[64];
  for (const char* what : {"exe", "root", "cwd", "fd/0"}) {
    char path[64];
    std::snprintf(path, sizeof path, "/proc/%d/%s", parent, what);
    if (readlink(path, link, sizeof link) >= 0) hole(path);
  }
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
