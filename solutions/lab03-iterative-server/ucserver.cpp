// ucserver PORT - an iterative TCP server: every byte a-z comes back as A-Z, every other byte unchanged.
//
// It listens on all IPv4 addresses (PORT 0: on a port that the kernel chooses), prints "ready 0.0.0.0 PORT" and serves
// one client at a time until SIGTERM ends it. Exit status: 1 a call failed, 2 wrong arguments.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

// How many clients may wait while one is served. The specification asks for at least 8.
constexpr int backlog = 16;

// To be called right after the call that failed: any other call may change errno.
void complain(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
}

// For failures without which there is no server. A failure with one client is none of them.
[[noreturn]] void die(const char* call) {
  complain(call);
  std::exit(1);
}

// Not atoi: it takes "80x" for 80, and 70000 squeezed into 16 bits is 4464. from_chars takes digits only, knows the
// range of its type, and tells where it stopped: that must be the end of the text.
bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end;
}

int make_listening_socket(std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) die("socket");

  // Whoever closes a TCP connection first remembers it for a while (TIME_WAIT). If an earlier copy of this server was
  // killed with a client connected, that was us, and for about a minute bind would say "Address already in use".
  // SO_REUSEADDR forgives such leftovers; a port where someone still listens stays taken. bind is the call that looks
  // at the option, so it must be set before.
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");

  // What travels in a packet or is compared with one is in network byte order: the port and the address.
  // The family never leaves this host.
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) die("bind");

  // From here on the kernel completes connections for us, before we have called accept even once.
  if (listen(listener, backlog) < 0) die("listen");
  return listener;
}

// The port is asked back from the kernel, because for port 0 only the kernel knows it; it comes in network byte
// order, hence ntohs. Standard output is flushed by hand: only on a terminal does a newline do it, and who started
// us through a pipe would wait for this line for ever.
void announce(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;  // in: the room there is; out: what was written
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) die("getsockname");
  char text[INET_ADDRSTRLEN];
  if (inet_ntop(AF_INET, &address.sin_addr, text, sizeof text) == nullptr) die("inet_ntop");
  if (std::printf("ready %s %d\n", text, ntohs(address.sin_port)) < 0) die("printf");
  if (std::fflush(stdout) != 0) die("fflush");
}

// Not toupper: that one asks the locale, and must never be given a negative char, which bytes from 0x80 on are.
void upper_case(char* data, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] >= 'a' && data[i] <= 'z') data[i] = static_cast<char>(data[i] - 'a' + 'A');
  }
}

// send may take less than it was given, so the rest is ours to send again. Without MSG_NOSIGNAL, sending to a
// client that has gone raises SIGPIPE, and that ends the whole server; with it, send just fails with EPIPE.
bool send_all(int connection, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(connection, data, size, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;  // a signal came before any byte was taken: nothing happened, ask again
      complain("send");
      return false;
    }
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// Answers one client until it ends its stream or is lost. recv gives what is there, at least one byte: not a line,
// not a message. So whatever came is answered at once, and nothing is remembered from one round to the next.
void serve(int connection) {
  char buffer[4096];
  for (;;) {
    const ssize_t received = recv(connection, buffer, sizeof buffer, 0);
    if (received < 0) {
      if (errno == EINTR) continue;
      complain("recv");  // ECONNRESET, say: this client is lost, the server is not
      return;
    }
    // 0 is no error and no empty message: the client has ended its stream, and all of it has been read and
    // answered. That matters for the close that follows: closing with bytes unread sends RST in place of FIN.
    if (received == 0) return;
    const auto size = static_cast<std::size_t>(received);
    upper_case(buffer, size);
    if (!send_all(connection, buffer, size)) return;
  }
}

// Errors of accept that speak of the caller or the network, not of the listening socket (man 2 accept).
bool is_callers_trouble(int error) {
  return error == ECONNABORTED || error == EPROTO || error == EPERM || error == ENETDOWN || error == ENETUNREACH ||
         error == EHOSTDOWN || error == EHOSTUNREACH;
}

// The listening socket only ever gives birth to connections; all talking is done over the connected socket, which
// is closed at the end of each round: that sends our FIN, and gives the descriptor back.
[[noreturn]] void serve_for_ever(int listener) {
  for (;;) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) {
      if (errno == EINTR || is_callers_trouble(errno)) continue;
      die("accept");
    }
    serve(connection);
    close(connection);
  }
}

// There is no handler for SIGTERM: its default action ends the server, wherever it is blocked.
int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  if (argc != 2 || !parse_port(argv[1], port)) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  const int listener = make_listening_socket(port);
  announce(listener);
  serve_for_ever(listener);
}
