// Tries: to find something in its environment, its descriptors, or on the command line of another process
// Must happen: a handful of settled names, three descriptors, and process 1 tells nothing: full marks

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>

[[noreturn]] void hole(const char* what) {
  std::fprintf(stderr, "HOLE: %s\n", what);
  _exit(66);
}

extern char** environ;

static std::string content(const std::string& path) {
  std::string text(65536, 0);
  const int file = open(path.c_str(), O_RDONLY);
  const auto count = file < 0 ? 0 : read(file, text.data(), text.size());
  close(file);
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

void attack() {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    bool known = false;
    for (const char* name : {"PATH=", "LC_ALL=", "HOME=", "TMPDIR=", "LD_PRELOAD=", "WIRELAB_SHIM=", "WIRELAB_CALLS="})
      known |= std::strncmp(*entry, name, std::strlen(name)) == 0;
    if (!known) hole(*entry);
  }
  // Descriptors of 100 and more belong to the library that logs the calls of a second look.
  for (int number = 3; number < 100; ++number)
    if (fcntl(number, F_GETFD) >= 0) hole("a descriptor of somebody else's");
  DIR* all = opendir("/proc");
  while (const dirent* entry = all == nullptr ? nullptr : readdir(all)) {
    const int process = std::atoi(entry->d_name);
    if (process == 0 || process == getpid()) continue;
    for (const char* secret : {"seed", "--session", "/wirelab", "SECRET"})
      for (const char* file : {"cmdline", "environ"})
        if (content("/proc/" + std::string(entry->d_name) + "/" + file).find(secret) != std::string::npos)
          hole("what another process was told");
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
