// Correct. A helper process knows how to make capitals; it is asked through a socketpair that keeps records apart. The
// helper ends when this end of the pair is closed, so whenever the server does; if it dies, it is replaced.
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr size_t record = 4000;

void die(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

void make_capitals(unsigned char* bytes, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (bytes[i] >= 0x61 && bytes[i] <= 0x7a) bytes[i] = static_cast<unsigned char>(bytes[i] - 0x20);
}

[[noreturn]] void helper(int pair) {
  unsigned char bytes[record];
  for (;;) {
    const ssize_t n = recv(pair, bytes, sizeof bytes, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(0);
    make_capitals(bytes, static_cast<size_t>(n));
    while (send(pair, bytes, static_cast<size_t>(n), MSG_NOSIGNAL) < 0)
      if (errno != EINTR) _exit(0);
  }
}

class Helper {
 public:
  void start(int listener, int client) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) < 0) {
      std::perror("ucserver: socketpair");
      return;
    }
    const pid_t pid = fork();
    if (pid == 0) {
      close(ends[0]);
      close(listener);
      if (client >= 0) close(client);
      helper(ends[1]);
    }
    close(ends[1]);
    if (pid > 0) {
      pair_ = ends[0];
    } else {
      std::perror("ucserver: fork");
      close(ends[0]);
    }
  }

  void capitals(unsigned char* bytes, size_t count, int listener, int client) {
    for (int tries = 0; tries < 2; ++tries) {
      if (pair_ < 0) start(listener, client);
      if (pair_ >= 0 && asked(bytes, count)) return;
      if (pair_ >= 0) close(pair_);
      pair_ = -1;
    }
    make_capitals(bytes, count);  // no helper to be had
  }

 private:
  bool asked(unsigned char* bytes, size_t count) {
    ssize_t n;
    while ((n = send(pair_, bytes, count, MSG_NOSIGNAL)) < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    unsigned char answer[record];
    while ((n = recv(pair_, answer, sizeof answer, 0)) < 0 && errno == EINTR) continue;
    if (n != static_cast<ssize_t>(count)) return false;
    std::memcpy(bytes, answer, count);
    return true;
  }

  int pair_ = -1;
};

int parse(const char* text) {
  int value = -1;
  for (; *text >= '0' && *text <= '9' && value <= 65535; ++text) value = (value < 0 ? 0 : value * 10) + (*text - '0');
  return *text == '\0' && value <= 65535 ? value : -1;
}

}  // namespace

int main(int argc, char** argv) {
  const int port = argc == 2 ? parse(argv[1]) : -1;
  if (port < 0) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_IGN);  // a helper that died is nobody's to wait for

  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) die("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) die("bind");
  if (listen(listener, 30) < 0) die("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) die("getsockname");

  Helper capitals;
  capitals.start(listener, -1);
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) die("write");

  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      die("accept");
    }
    unsigned char bytes[record];
    for (bool well = true; well;) {
      ssize_t n = read(fd, bytes, sizeof bytes);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      capitals.capitals(bytes, static_cast<size_t>(n), listener, fd);
      for (const unsigned char* p = bytes; n > 0 && well;) {
        const ssize_t m = write(fd, p, static_cast<size_t>(n));
        if (m >= 0) {
          p += m;
          n -= m;
        } else {
          well = errno == EINTR;
        }
      }
    }
    close(fd);
  }
}
