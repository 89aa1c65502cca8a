// listener PORT - a UDP server: prints every datagram that comes, and sends it back in upper case.
//
// It receives on all IPv4 addresses (PORT 0: on a port that the kernel chooses), prints "ready 0.0.0.0 PORT" and serves
// whoever writes until SIGTERM ends it. Exit status: 1 a call failed, 2 wrong arguments.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

// A longer datagram is only reported.
constexpr std::size_t longest_whole = 2048;

// To be called right after the call that failed: any other call may change errno.
void complain(const char* call) {
  std::fprintf(stderr, "listener: %s: %s\n", call, std::strerror(errno));
}

// For failures without which there is no server. An answer that cannot be sent is none of them.
[[noreturn]] void die(const char* call) {
  complain(call);
  std::exit(1);
}

bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end;
}

// With its name the socket is complete: from bind on, the kernel puts what comes to this port into its queue. There is
// no listen and no accept, for there are no connections. And no SO_REUSEADDR: UDP leaves nothing behind that would have
// to be forgiven, and with that option a second copy could take the port as well, and our datagrams with it.
int make_socket(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  if (descriptor < 0) die("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) die("bind");
  return descriptor;
}

// For port 0 only the kernel knows the real one.
void announce(int descriptor) {
  sockaddr_in address{};
  socklen_t size = sizeof address;  // in: the room there is; out: what was written
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) < 0) die("getsockname");
  char text[INET_ADDRSTRLEN];
  if (inet_ntop(AF_INET, &address.sin_addr, text, sizeof text) == nullptr) die("inet_ntop");
  if (std::printf("ready %s %d\n", text, ntohs(address.sin_port)) < 0) die("printf");
  if (std::fflush(stdout) != 0) die("fflush");
}

// The backslash is escaped too: otherwise the four letters \x00 and the one byte 0x00 would look the same. Not isprint:
// that one asks the locale. And unsigned, since a char from 0x80 on may be negative.
void print_text(const char* data, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(data[i]);
    if (byte >= 0x20 && byte <= 0x7e && byte != '\\') {
      std::putchar(byte);
    } else {
      std::printf("\\x%02x", byte);
    }
  }
}

// length is that of the datagram; data holds at most longest_whole bytes of it. The text has no 0 at its end: only
// length tells what belongs to this datagram, behind that lie the remains of an older one.
void report(const sockaddr_in& from, const char* data, std::size_t length) {
  char address[INET_ADDRSTRLEN];
  if (inet_ntop(AF_INET, &from.sin_addr, address, sizeof address) == nullptr) die("inet_ntop");
  std::printf("from %s:%d len %zu: ", address, ntohs(from.sin_port), length);
  if (length > longest_whole) {
    std::printf("truncated");
  } else {
    print_text(data, length);
  }
  std::putchar('\n');
  if (std::fflush(stdout) != 0) die("fflush");
}

// Not toupper: see lab 03.
void upper_case(char* data, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] >= 'a' && data[i] <= 'z') data[i] = static_cast<char>(data[i] - 'a' + 'A');
  }
}

// One sendto is one datagram: all of it or nothing, there is no rest to send. It may fail for this sender (no way leads
// to its address, or its port is 0); the others must not suffer for it. If nobody is there any more to receive the
// answer we are not even told: when that could be known, sendto has long returned.
void answer(int descriptor, const sockaddr_in& to, const char* data, std::size_t size) {
  if (sendto(descriptor, data, size, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0) complain("sendto");
}

// One recvfrom is one datagram. What has no room in the buffer is thrown away, a second call would get the next
// datagram; MSG_TRUNC makes the call return the real length all the same. 0 is an empty datagram: nobody ever hangs up
// here. The sender's address is all we know about a sender, and nothing of it is kept for the next round.
[[noreturn]] void serve_for_ever(int descriptor) {
  char buffer[longest_whole];
  for (;;) {
    sockaddr_in from{};
    socklen_t from_size = sizeof from;  // set again for every call, since every call changes it
    const ssize_t received =
        recvfrom(descriptor, buffer, sizeof buffer, MSG_TRUNC, reinterpret_cast<sockaddr*>(&from), &from_size);
    if (received < 0) {
      if (errno == EINTR) continue;
      die("recvfrom");
    }
    const auto length = static_cast<std::size_t>(received);
    report(from, buffer, length);
    if (length > longest_whole) {
      answer(descriptor, from, "!TRUNC", 6);
    } else {
      upper_case(buffer, length);
      answer(descriptor, from, buffer, length);
    }
  }
}

// There is no handler for SIGTERM: its default action ends the listener, wherever it is blocked.
int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  if (argc != 2 || !parse_port(argv[1], port)) {
    std::fprintf(stderr, "usage: listener PORT\n");
    return 2;
  }
  const int descriptor = make_socket(port);
  announce(descriptor);
  serve_for_ever(descriptor);
}
