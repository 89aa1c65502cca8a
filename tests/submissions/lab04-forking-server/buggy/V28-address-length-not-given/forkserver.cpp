#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

class Failure : public std::runtime_error {
 public:
  explicit Failure(const std::string& call) : std::runtime_error(call + ": " + std::strerror(errno)) {}
};

int checked(int result, const char* call) {
  if (result < 0) throw Failure(call);
  return result;
}

class Conversation {
 public:
  Conversation(int connection, int number) : connection_(connection), number_(number) {}

  void hold() {
    std::ostringstream greeting;
    greeting << '#' << number_ << ' ' << getpid() << '\n';
    if (!say(greeting.str())) return;
    while (listen() > 0)
      if (!say(answer())) return;
  }

 private:
  ssize_t listen() {
    do heard_ = recv(connection_, buffer_.data(), buffer_.size(), 0);
    while (heard_ < 0 && errno == EINTR);
    return heard_;
  }

  std::string answer() const {
    std::string text(buffer_.data(), static_cast<std::size_t>(heard_));
    for (auto& c : text)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
    return text;
  }

  bool say(const std::string& text) {
    for (std::size_t said = 0; said < text.size();) {
      const ssize_t n = send(connection_, text.data() + said, text.size() - said, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      said += static_cast<std::size_t>(n);
    }
    return true;
  }

  int connection_;
  int number_;
  ssize_t heard_ = 0;
  std::array<char, 2000> buffer_;
};

class ForkServer {
 public:
  explicit ForkServer(int port) {
    listener_ = checked(socket(AF_INET, SOCK_STREAM, 0), "socket");
    int on = 1;
    checked(setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(port));
    checked(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), "bind");
    checked(listen(listener_, 32), "listen");
    checked(pipe2(bell_, O_CLOEXEC | O_NONBLOCK), "pipe2");
    struct sigaction action {};
    action.sa_handler = ring;
    action.sa_flags = SA_RESTART;
    checked(sigaction(SIGCHLD, &action, nullptr), "sigaction");
    checked(sigaction(SIGTERM, &action, nullptr), "sigaction");
  }

  int port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
  }

  void run() {
    while (!over_) {
      std::array<pollfd, 2> events{{{listener_, POLLIN, 0}, {bell_[0], POLLIN, 0}}};
      if (poll(events.data(), events.size(), -1) < 0) continue;
      if (events[1].revents != 0) hear();
      if (!over_ && events[0].revents != 0) take();
    }
    for (pid_t child : children_) kill(child, SIGTERM);
    while (wait(nullptr) > 0 || errno == EINTR) continue;
  }

 private:
  static void ring(int signal) {
    const int saved = errno;
    const char byte = signal == SIGTERM ? 'T' : 'C';
    if (write(bell_[1], &byte, 1) < 0) { /* it is full: woken already */ }
    errno = saved;
  }

  void hear() {
    char byte;
    while (read(bell_[0], &byte, 1) == 1) over_ = over_ || byte == 'T';
    for (pid_t child; (child = waitpid(-1, nullptr, WNOHANG)) > 0;) children_.erase(child);
  }

  void take() {
    sockaddr_in caller;
    socklen_t size = -1;
    const int connection = accept(listener_, reinterpret_cast<sockaddr*>(&caller), &size);
    if (connection < 0) return;
    ++clients_;
    const pid_t child = fork();
    if (child == 0) {
      signal(SIGTERM, SIG_DFL);
      signal(SIGCHLD, SIG_DFL);
      close(bell_[0]);
      close(bell_[1]);
      close(listener_);
      Conversation(connection, clients_).hold();
      close(connection);
      _exit(0);
    }
    if (child > 0) children_.insert(child);
    close(connection);
  }

  static inline int bell_[2];
  int listener_ = -1;
  int clients_ = 0;
  bool over_ = false;
  std::set<pid_t> children_;
};

int main(int argc, char** argv) {
  int port = 0;
  const std::string argument = argc == 2 ? argv[1] : "";
  const bool digits = !argument.empty() && argument.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || argument.size() > 5 || (port = std::atoi(argument.c_str())) > 65535) {
    std::cerr << "usage: forkserver PORT\n";
    return 2;
  }
  try {
    ForkServer server(port);
    std::cout << "ready 0.0.0.0 " << server.port() << std::endl;
    server.run();
  } catch (const Failure& failure) {
    std::cerr << "forkserver: " << failure.what() << '\n';
    return 1;
  }
}
