#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_set>

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

static int problem(const char* call, const char* reason = std::strerror(errno)) {
  std::fprintf(stderr, "forkserver: %s: %s\n", call, reason);
  std::exit(1);
}

static Addresses addresses_of(const std::string& port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(nullptr, port.c_str(), &hints, &found);
  if (error != 0) problem("getaddrinfo", gai_strerror(error));
  return {found, freeaddrinfo};
}

static int open_listener(const std::string& port) {
  const auto addresses = addresses_of(port);
  const int fd = socket(addresses->ai_family, addresses->ai_socktype | SOCK_NONBLOCK, addresses->ai_protocol);
  if (fd < 0) problem("socket");
  const int yes = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) problem("setsockopt");
  if (bind(fd, addresses->ai_addr, addresses->ai_addrlen) < 0) problem("bind");
  if (listen(fd, 50) < 0) problem("listen");
  return fd;
}

static std::string port_of(int fd) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  char text[NI_MAXSERV];
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) < 0) problem("getsockname");
  if (getnameinfo(reinterpret_cast<sockaddr*>(&name), size, nullptr, 0, text, sizeof text, NI_NUMERICSERV) != 0)
    problem("getnameinfo");
  return text;
}

static bool put(int fd, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = send(fd, &bytes[done], bytes.size() - done, MSG_NOSIGNAL);
    if (n >= 0)
      done += static_cast<std::size_t>(n);
    else if (errno != EINTR)
      return false;
  }
  return true;
}

static std::string get(int fd) {
  std::string bytes(2500, '\0');
  ssize_t n;
  do n = recv(fd, bytes.data(), bytes.size(), 0);
  while (n < 0 && errno == EINTR);
  bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return bytes;
}

static void raise_letters(std::string& bytes) {
  for (char& c : bytes)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
}

static void dostuff(int fd, int number) {
  if (!put(fd, "#" + std::to_string(number) + " " + std::to_string(getpid()) + "\n")) return;
  std::string bytes = get(fd);
  raise_letters(bytes);
  if (!put(fd, bytes)) return;
  while (!get(fd).empty()) {  // until the client is done
  }
}

struct Signals {
  Signals() {
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    fd = signalfd(-1, &set, SFD_NONBLOCK);
    if (fd < 0) problem("signalfd");
  }
  // Whether SIGTERM was among them.
  bool take() {
    bool term = false;
    signalfd_siginfo one;
    while (read(fd, &one, sizeof one) == sizeof one) term = term || one.ssi_signo == SIGTERM;
    return term;
  }
  void forget() {
    close(fd);
    sigprocmask(SIG_UNBLOCK, &set, nullptr);
  }
  sigset_t set;
  int fd;
};

int main(int argc, char* argv[]) {
  const std::string port = argc == 2 ? argv[1] : "";
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos || std::stoi(port) > 65535) {
    std::fputs("usage: forkserver PORT\n", stderr);
    return 2;
  }
  const int listener = open_listener(port);
  Signals signals;
  std::printf("ready 0.0.0.0 %s\n", port_of(listener).c_str());
  std::fflush(stdout);

  std::unordered_set<pid_t> children;
  int number = 0;
  while (true) {
    pollfd both[] = {{signals.fd, POLLIN, 0}, {listener, POLLIN, 0}};
    if (poll(both, 2, -1) < 0 && errno != EINTR) problem("poll");
    const bool term = signals.take();
    for (pid_t pid; (pid = waitpid(-1, nullptr, WNOHANG)) > 0;) children.erase(pid);
    if (term) break;
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) {
      if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
      problem("accept");
    }
    ++number;
    const pid_t child = fork();
    if (child == 0) {
      close(listener);
      signals.forget();
      dostuff(connection, number);
      close(connection);
      _exit(0);
    }
    if (child > 0) children.insert(child);
    close(connection);
  }
  for (const pid_t child : children) kill(child, SIGTERM);
  while (wait(nullptr) > 0) {
  }
}
