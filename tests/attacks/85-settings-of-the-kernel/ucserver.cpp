// Tries: to change settings of the kernel under /proc/sys and /proc
// Must happen: nothing there can be written: full marks

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

[[noreturn]] void hole(const char* what) {
  std::fprintf(stderr, "HOLE: %s\n", what);
  _exit(66);
}

static int look(const char* path, const struct stat* status, int kind) {
  if (kind == FTW_F && (status->st_mode & 0222) != 0) {
    static char value[4096];
    const int file = open(path, O_RDWR | O_NONBLOCK);
    const ssize_t size = file < 0 ? -1 : read(file, value, sizeof value);
    if (size > 0 && pwrite(file, value, static_cast<std::size_t>(size), 0) > 0) hole(path);
    close(file);
  }
  return 0;
}

void attack() {
  ftw("/proc/sys", look, 16);
  for (const char* path : {"/proc/sysrq-trigger", "/proc/self/loginuid", "/proc/sys/kernel/core_pattern", "/proc/1/oom_score_adj",
                           "/proc/mtrr", "/proc/irq/default_smp_affinity", "/proc/self/uid_map", "/proc/self/setgroups"}) {
    const int file = open(path, O_WRONLY);
    if (file >= 0 && write(file, "1", 1) == 1) hole(path);
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
