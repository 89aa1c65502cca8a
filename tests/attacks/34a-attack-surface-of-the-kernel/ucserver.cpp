// Tries: parts of the kernel with a history of holes: io_uring, bpf, userfaultfd, perf, keys, strange sockets
// Must happen: these calls are not there: full marks

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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

struct Call {
  const char* name;
  long number;
};

void attack() {
  for (const auto& [name, number] : {Call{"io_uring_setup", 425},
                                     {"bpf", 321},
                                     {"userfaultfd", 323},
                                     {"perf_event_open", 298},
                                     {"add_key", 248},
                                     {"request_key", 249},
                                     {"keyctl", 250},
                                     {"kcmp", 312},
                                     {"open_by_handle_at", 304},
                                     {"name_to_handle_at", 303},
                                     {"init_module", 175},
                                     {"kexec_load", 246},
                                     {"ptrace", 101},
                                     {"clone3", 435},
                                     {"mount_setattr", 442},
                                     {"fsopen", 430},
                                     {"open_tree", 428},
                                     {"move_mount", 429},
                                     {"process_madvise", 440},
                                     {"memfd_secret", 447}}) {
    errno = 0;
    if (syscall(number, 0, 0, 0, 0, 0, 0) >= 0 || errno != ENOSYS) hole(name);
  }
  for (int family = 3; family < 64; ++family)
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET})
      if (family != AF_INET6 && socket(family, type, 0) >= 0) hole("a socket of another family");
  if (socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0 || socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) >= 0) hole("a raw socket");
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
