#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

// A descriptor with an owner
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

[[noreturn]] static void die(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static Fd listen_on(std::uint16_t port) {
  Fd fd(::socket(AF_INET, SOCK_STREAM, 0));
  if (fd.get() < 0) die("socket");
  const int on = 1;
  if (::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_addr.s_addr = htonl(INADDR_ANY);
  any.sin_port = htons(port);
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&any), sizeof any) < 0) die("bind");
  if (::listen(fd.get(), 10) < 0) die("listen");
  socklen_t size = sizeof any;
  if (::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&any), &size) < 0) die("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(any.sin_port));
  std::fflush(stdout);
  return fd;
}

static void serve(const Fd& client) {
  char data[4096];
  for (;;) {
    ssize_t n = ::recv(client.get(), data, sizeof data, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    for (ssize_t i = 0; i < n; ++i)
      if (data[i] >= 'a' && data[i] <= 'z') data[i] = static_cast<char>(data[i] - 'a' + 'A');
    for (ssize_t at = 0; at < n;) {
      ssize_t m = ::send(client.get(), data + at, n - at, MSG_NOSIGNAL);
      if (m < 0 && errno != EINTR) return;
      if (m > 0) at += m;
    }
  }
}

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  bool ok = false;
  if (argc == 2) {
    const char* end = argv[1] + std::strlen(argv[1]);
    auto [p, e] = std::from_chars(argv[1], end, port);
    ok = e == std::errc() && p == end;
  }
  if (!ok) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  Fd listener = listen_on(port);
  Fd client;
  while (true) {
    client = Fd(::accept(listener.get(), nullptr, nullptr));
    if (client.get() < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      die("accept");
    }
    serve(client);
  }
}
