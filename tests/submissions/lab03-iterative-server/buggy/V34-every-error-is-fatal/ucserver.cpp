#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

// unix_error style wrappers: the callers need not look at results any more
namespace wrap {

[[noreturn]] void die(const std::string& call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call.c_str(), std::strerror(errno));
  std::exit(EXIT_FAILURE);
}

template <typename Call, typename... Args>
auto retried(const char* name, Call call, Args... args) {
  while (true) {
    const auto result = call(args...);
    if (result != -1) return result;
    if (errno != EINTR) die(name);
  }
}

int accept(int fd) {
  while (true) {
    const int connection = ::accept(fd, nullptr, nullptr);
    if (connection != -1) return connection;
    if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) die("accept");
  }
}

std::size_t recv(int fd, char* buffer, std::size_t size) {
  return static_cast<std::size_t>(retried("recv", ::recv, fd, buffer, size, 0));
}

void send(int fd, const char* buffer, std::size_t size) {
  while (size > 0) {
    const auto n = static_cast<std::size_t>(retried("send", ::send, fd, buffer, size, 0));
    buffer += n;
    size -= n;
  }
}

}  // namespace wrap

int main(int argc, char* argv[]) {
  const char* const digits = "0123456789";
  if (argc != 2 || std::strspn(argv[1], digits) == 0 || argv[1][std::strspn(argv[1], digits)] != '\0' ||
      std::strtoul(argv[1], nullptr, 10) > 65535) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);

  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  if (listener == -1) wrap::die("socket");
  const int on = 1;
  if (::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) wrap::die("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(std::strtoul(argv[1], nullptr, 10)));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(listener, generic, size) == -1) wrap::die("bind");
  if (::listen(listener, 30) == -1) wrap::die("listen");
  if (::getsockname(listener, generic, &size) == -1) wrap::die("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  std::fflush(stdout);

  while (true) {
    const int connection = wrap::accept(listener);
    char buffer[2048];
    while (const std::size_t n = wrap::recv(connection, buffer, sizeof buffer)) {
      for (std::size_t i = 0; i < n; ++i)
        if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = static_cast<char>(buffer[i] - 'a' + 'A');
      wrap::send(connection, buffer, n);
    }
    ::close(connection);
  }
}
