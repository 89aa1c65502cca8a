// ucserver PORT - an iterative TCP server: every byte a-z comes back as A-Z, every other byte unchanged.
//
// This is your starting point: the story of the server, with nine steps for you to write, in the order of their
// numbers. The program compiles as it is, and when you run it, it tells you which step is next (from step 7 on once a
// client connects). Take a next_step line away when you have written its step. The sections are those of the handout.
//
// Build:  g++ -std=c++17 -O1 -g -Wall -Wextra -pthread ucserver.cpp -o ucserver
// Exit status:  1 a system or network call failed, 2 wrong arguments.

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

// The story, told in the order in which you will write it.
int make_listening_socket(std::uint16_t port);                      // steps 1 to 4
void announce(int listener);                                        // step 5
void serve_for_ever(int listener);                                  // steps 6 and 9
void serve(int connection);                                         // step 7
bool send_all(int connection, const char* data, std::size_t size);  // step 8

// Says which step comes next, and ends the program.
[[noreturn]] void next_step(const char* step, const char* section) {
  std::fprintf(stderr, "ucserver: next: %s - see the comment in ucserver.cpp and handout section %s\n", step, section);
  std::exit(1);
}

// Reports a failed call as the course asks for it, and ends the server. Call it right after the call that failed.
// It is meant for failures without which there is no server. Is trouble with one client such a failure?
[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// Done for you: a port is made of decimal digits only, and is between 0 and 65535.
bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end;
}

// Returns the listening socket. Whatever fails in here is reported with die and the name of the call.
int make_listening_socket(std::uint16_t port) {
  int listener = -1;

  // Step 1: create the socket.
  // Ask the kernel for an IPv4 socket that carries a stream of bytes, and keep it in listener.
  // How does the call tell that it failed? Ask this of every call from now on.
  // Read: man 2 socket, man 7 tcp
  next_step("step 1, create the socket", "5.2");

  // Step 2: allow a restart.
  // When the server was killed a moment ago, the rest of an old connection may still hold the port. There is an
  // option of the socket that forgives this. Which call looks at the option, and so when must it be set?
  // (You may leave this step for the end: only R12 asks for it. Until then, when bind says "Address already in use", wait a minute
  // or take another port.)
  // Read: man 2 setsockopt, man 7 socket (the options)
  next_step("step 2, allow a restart on the same port", "5.2");

  // Step 3: give the socket its name.
  // Its name is a port and an address. Which address stands for all addresses of this host? Which of the fields
  // travel in packets, and in which byte order does the kernel want those?
  // Read: man 2 bind, man 7 ip (address format), man 3 htons
  (void)port;  // only keeps the compiler quiet: goes away together with the next line
  next_step("step 3, bind the socket to the port", "5.2");

  // Step 4: let clients in.
  // Make it a listening socket. How many clients must be able to wait?
  // Read: man 2 listen
  next_step("step 4, listen", "5.2");

  return listener;
}

// Step 5: print the ready line.
// One line, "ready ADDR PORT", on standard output. For PORT 0 only the kernel knows the real port: which call asks it,
// and in which byte order does the answer come? Does the line leave your program when standard output is a pipe?
// Read: man 2 getsockname, man 3 setbuf, man 3 fflush
void announce(int listener) {
  (void)listener;  // goes away together with the next line
  next_step("step 5, print the ready line", "5.3");
}

void serve_for_ever(int listener) {
  // Step 6: take a client, and serve it.
  // The call you need gives you a second socket. Which of the two is for talking to this client, and which is only
  // for taking calls? Which failures are no reason to end the server?
  // Read: man 2 accept (also its section on error handling)
  (void)listener;  // goes away together with the next line
  next_step("step 6, take a client", "5.5");

  // Step 9: hang up, and go on.
  // serve does not end the connection: who does, and with which of the two sockets? Then the next client has its turn.
  // Read: man 2 close
  next_step("step 9, hang up and take the next client", "5.5");
}

// Step 7: serve one client, until it ends its stream or is lost.
// Receive what has arrived, turn a-z into A-Z and leave every other byte alone, hand it to send_all, and again.
// What does recv promise you: a line, a message, or some bytes? How many bytes of your buffer are valid afterwards?
// What does it mean when recv returns 0, and what when it returns -1?
// Read: man 2 recv
void serve(int connection) {
  (void)connection;  // goes away together with the next line
  next_step("step 7, serve one client", "5.4");
}

// Step 8: send everything.
// All size bytes at data go to the client, in order. What does send return, and who sends the rest? What does the
// kernel do to a program that sends to a client that has gone, and how do you keep your server alive?
// Returns false when this client is lost.
// Read: man 2 send, man 7 signal (SIGPIPE, and interruption by signal handlers)
bool send_all(int connection, const char* data, std::size_t size) {
  (void)connection, (void)data, (void)size;  // goes away together with the next line
  next_step("step 8, send everything", "5.4");
}

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
