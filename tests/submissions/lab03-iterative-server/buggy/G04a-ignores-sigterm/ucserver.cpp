#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstdint>
#include <cstring>
#include <string>

static std::string program = "ucserver";

static void check(bool ok, const char* what) {
  if (ok) return;
  std::perror((program + ": " + what).c_str());
  std::exit(1);
}

// Nothing that happens to a client may end the server.
static void be_robust() {
  for (int number : {SIGPIPE, SIGHUP, SIGTERM, SIGUSR1}) std::signal(number, SIG_IGN);
}

static int portNumber(int argc, char** argv) {
  if (argc == 2) {
    std::string s = argv[1];
    if (s.size() >= 1 && s.size() <= 5 && s.find_first_not_of("0123456789") == std::string::npos) {
      int n = std::atoi(s.c_str());
      if (n <= 65535) return n;
    }
  }
  std::fprintf(stderr, "usage: %s PORT\n", program.c_str());
  std::exit(2);
}

int main(int argc, char** argv) {
  const int port = portNumber(argc, argv);
  be_robust();
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  check(server >= 0, "socket");
  const int on = 1;
  check(setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0, "setsockopt");
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_ANY);
  check(bind(server, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0, "bind");
  check(listen(server, 12) == 0, "listen");
  socklen_t size = sizeof a;
  check(getsockname(server, reinterpret_cast<sockaddr*>(&a), &size) == 0, "getsockname");
  const std::string line = "ready 0.0.0.0 " + std::to_string(ntohs(a.sin_port)) + "\n";
  check(write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size()), "write");

  std::string text;
  while (true) {
    const int client = accept(server, nullptr, nullptr);
    if (client < 0) {
      check(errno == EINTR || errno == ECONNABORTED || errno == EPROTO, "accept");
      continue;
    }
    while (true) {
      text.resize(10000);
      ssize_t n = recv(client, text.data(), text.size(), 0);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      text.resize(static_cast<std::size_t>(n));
      for (char& c : text) {
        if (c >= 'a' && c <= 'z') c ^= ' ';
      }
      while (!text.empty()) {
        n = send(client, text.data(), text.size(), 0);
        if (n > 0) text.erase(0, static_cast<std::size_t>(n));
        else if (errno != EINTR) break;
      }
      if (!text.empty()) break;
    }
    close(client);
  }
}
