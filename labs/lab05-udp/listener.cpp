// listener PORT - a UDP server: prints every datagram that comes, and sends it back in upper case.
//
// This is your starting point: the story of the listener, with steps 1 to 7 for you to write, in the order of their
// numbers (steps 8 to 14 are in talker.cpp). The program compiles as it is, and when you run it, it tells you which
// step is next (from step 5 on once a datagram comes). Take a next_step line away when you have written its step.
// The sections are those of the handout.
//
// Build:  g++ -std=c++17 -O1 -g -Wall -Wextra -pthread listener.cpp -o listener
// Exit status:  1 a system or network call failed, 2 wrong arguments.

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

// The story, told in the order in which you will write it.
int make_socket(std::uint16_t port);                                                     // steps 1 and 2
void announce(int descriptor);                                                           // step 3
void serve_for_ever(int descriptor);                                                     // steps 4 and 7
void report(const sockaddr_in& from, const char* data, std::size_t length);              // step 5
void answer(int descriptor, const sockaddr_in& to, const char* data, std::size_t size);  // step 6

// Says which step comes next, and ends the program.
[[noreturn]] void next_step(const char* step, const char* section) {
  std::fprintf(stderr, "listener: next: %s - see the comment in listener.cpp and handout section %s\n", step, section);
  std::exit(1);
}

// Reports a failed call as the course asks for it, and ends the listener. Call it right after the call that failed.
// It is meant for failures without which there is no listener. Is an answer that cannot be sent such a failure?
[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "listener: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// Done for you: a port is made of decimal digits only, and is between 0 and 65535.
bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end;
}

// Returns the socket. Whatever fails in here is reported with die and the name of the call.
int make_socket(std::uint16_t port) {
  int descriptor = -1;

  // Step 1: create the socket.
  // Ask the kernel for an IPv4 socket that carries datagrams, and keep it in descriptor. Which argument differs from
  // that of your TCP server?
  // Read: man 2 socket, man 7 udp
  next_step("step 1, create the socket", "5.2");

  // Step 2: give the socket its name.
  // On which addresses of this host should datagrams be taken, and on which port? After this, which of the calls that
  // made your TCP server ready are still missing, and does a socket without connections need them?
  // Read: man 2 bind, man 7 ip (address format), man 7 udp
  (void)port;  // only keeps the compiler quiet: goes away together with the next line
  next_step("step 2, bind the socket to the port", "5.2");

  return descriptor;
}

// Step 3: print the ready line.
// The same line as in lab 03. Does it leave your program when standard output is a pipe?
// Read: man 2 getsockname, man 3 fflush
void announce(int descriptor) {
  (void)descriptor;  // goes away together with the next line
  next_step("step 3, print the ready line", "5.3");
}

void serve_for_ever(int descriptor) {
  // Step 4: receive a datagram, report it, answer it, and again.
  // You need the bytes, how many there are, and the address of the sender. Which call tells all three? Its last
  // argument is looked at before the call and changed by it: what must be in it before the first call, and what before
  // each later one?
  // What does a return value of 0 mean, when there is no connection that could end?
  // With these, call report (step 5) and answer (step 6).
  // Read: man 2 recvfrom (or recvmsg), man 7 udp
  (void)descriptor;  // goes away together with the next line
  next_step("step 4, receive a datagram", "5.4");

  // Step 7: datagrams that are too long (a change of step 4).
  // Suppose that a datagram is longer than your buffer. Where is the rest of it after the call? Would a second call get
  // it? How can you know the real length all the same? There is a flag that helps, or a larger buffer: how large?
  // (Nothing will remind you of this step: the program works without it, for short datagrams.)
  // Read: man 2 recv (the flags)
}

// Step 5: print the line of one datagram.
// data is what you received, and length is how long the datagram is. Who sent it: in which byte order is the port, and
// how does the address become a text? How do you know where the text ends? Which bytes may not be printed as they are,
// and which values can a char have? What happens to a line that is printed into a pipe and not flushed?
// Read: man 3 inet_ntop, man 3 printf, man 7 ascii
void report(const sockaddr_in& from, const char* data, std::size_t length) {
  (void)from, (void)data, (void)length;  // goes away together with the next line
  next_step("step 5, print the line", "5.4");
}

// Step 6: answer the sender.
// Whose address must be in the envelope of the answer? How many datagrams may the answer be, and what is the length of
// the answer to an empty one? This call may fail because of the sender's address. Whose trouble is that? And if nobody
// is there any more to receive the answer: can the call know it when it returns?
// Here data is the text of the answer. Who turns a-z into A-Z, and when: before or after the line is printed?
// Read: man 2 sendto, man 7 udp (error handling)
void answer(int descriptor, const sockaddr_in& to, const char* data, std::size_t size) {
  (void)descriptor, (void)to, (void)data, (void)size;  // goes away together with the next line
  next_step("step 6, answer the sender", "5.5");
}

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
