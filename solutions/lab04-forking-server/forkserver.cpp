// forkserver PORT - the service of lab 03, with a child process for every client.
//
// Each client hears "#N PID" first: the number of its connection and the process that serves it. SIGTERM ends the server
// and all its children. Exit status: 1 a call failed, 2 wrong arguments.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <system_error>

constexpr int backlog = 16;

void complain(const char* call) { std::fprintf(stderr, "forkserver: %s: %s\n", call, std::strerror(errno)); }

[[noreturn]] void die(const char* call) {
  complain(call);
  std::exit(1);
}

bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end;
}

int make_listening_socket(std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) die("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) die("bind");
  if (listen(listener, backlog) < 0) die("listen");
  return listener;
}

// Flushed here for a second reason: what still lay in the buffer would be copied by fork, and printed by every child.
void announce(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) die("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) die("fflush");
}

void upper_case(char* data, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] >= 'a' && data[i] <= 'z') data[i] = static_cast<char>(data[i] - 'a' + 'A');
  }
}

bool send_all(int connection, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(connection, data, size, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// The service of one client, in its child. The child has a copy of everything its parent had when it was made: this
// number is its own, and whatever it changed would change nowhere else.
void dostuff(int connection, unsigned long number) {
  char buffer[4096];
  const int length = std::snprintf(buffer, sizeof buffer, "#%lu %d\n", number, static_cast<int>(getpid()));
  if (!send_all(connection, buffer, static_cast<std::size_t>(length))) return;
  for (;;) {
    const ssize_t received = recv(connection, buffer, sizeof buffer, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return;
    const auto size = static_cast<std::size_t>(received);
    upper_case(buffer, size);
    if (!send_all(connection, buffer, size)) return;
  }
}

// The two signals that the parent cares for are blocked, but for the one moment in which it waits for a client: so the
// handlers interrupt nothing that must not be interrupted, and no signal comes between a question and the wait.
volatile sig_atomic_t wanted_to_end = 0;
void on_sigterm(int) { wanted_to_end = 1; }
void on_sigchld(int) {}

sigset_t handle_signals() {
  struct sigaction action {};
  action.sa_handler = on_sigterm;
  if (sigaction(SIGTERM, &action, nullptr) < 0) die("sigaction");
  action.sa_handler = on_sigchld;
  if (sigaction(SIGCHLD, &action, nullptr) < 0) die("sigaction");
  sigset_t both, while_waiting;
  sigemptyset(&both);
  sigaddset(&both, SIGTERM);
  sigaddset(&both, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &both, &while_waiting) < 0) die("sigprocmask");
  return while_waiting;
}

// Signals do not queue: one SIGCHLD may stand for many ended children. So all that can be collected are.
void collect(std::set<pid_t>& children) {
  for (;;) {
    const pid_t child = waitpid(-1, nullptr, WNOHANG);
    if (child <= 0) return;
    children.erase(child);
  }
}

// A child gives back what belongs to its parent: the listening socket, and the handling of signals. SIGTERM ends it.
[[noreturn]] void be_child(int listener, int connection, unsigned long number, const sigset_t& mask) {
  close(listener);
  signal(SIGTERM, SIG_DFL);
  signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &mask, nullptr);
  dostuff(connection, number);
  close(connection);
  _exit(0);  // without what exit would do for the parent's sake, such as flushing its buffers
}

// Errors of accept that speak of the caller or the network, or of a call that has left again before we came: as in lab 03.
bool is_callers_trouble(int error) {
  return error == ECONNABORTED || error == EPROTO || error == EPERM || error == ENETDOWN || error == ENETUNREACH ||
         error == EHOSTDOWN || error == EHOSTUNREACH || error == EINTR || error == EAGAIN;
}

void take_client(int listener, std::set<pid_t>& children, const sigset_t& mask) {
  static unsigned long number = 0;
  const int connection = accept(listener, nullptr, nullptr);
  if (connection < 0) {
    if (is_callers_trouble(errno)) return;  // this one is gone already; the next one may not be
    die("accept");                          // returning here would ask again at once, and for ever
  }
  ++number;
  const pid_t child = fork();
  if (child == 0) be_child(listener, connection, number, mask);
  if (child < 0)
    complain("fork");
  else
    children.insert(child);
  // The child has its own copy. As long as one is open, the client hears no end of the stream.
  close(connection);
}

// Waits for a client or a signal: pselect unblocks the signals while it waits, and only then.
void serve_until_sigterm(int listener, std::set<pid_t>& children, const sigset_t& mask) {
  while (!wanted_to_end) {
    collect(children);
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(listener, &readable);
    const int ready = pselect(listener + 1, &readable, nullptr, nullptr, nullptr, &mask);
    if (ready < 0 && errno != EINTR) die("pselect");
    if (ready > 0) take_client(listener, children, mask);
  }
}

int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  if (argc != 2 || !parse_port(argv[1], port)) {
    std::fprintf(stderr, "usage: forkserver PORT\n");
    return 2;
  }
  const int listener = make_listening_socket(port);
  const sigset_t mask = handle_signals();
  announce(listener);
  std::set<pid_t> children;
  serve_until_sigterm(listener, children, mask);

  // Only these: not kill(0, ...), which ends whoever else is in our process group.
  for (const pid_t child : children) kill(child, SIGTERM);
  while (wait(nullptr) > 0 || errno == EINTR) {
  }
}
