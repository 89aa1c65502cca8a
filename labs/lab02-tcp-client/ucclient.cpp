// ucclient HOST PORT - a TCP client: sends standard input line by line, and prints the server's reply to each line.
//
// This is your starting point: the story of the client, with nine steps for you to write, in the order of their
// numbers. The program compiles as it is, and when you run it, it tells you which step is next (from step 3 on you need
// a server: handout section 4; from step 4 on, type a line). Take a next_step line away when you have written its step.
// The sections are those of the handout.
//
// Build:  g++ -std=c++17 -O1 -g -Wall -Wextra -pthread ucclient.cpp -o ucclient
// Exit status:  0 done, 1 a system or network call failed, 2 wrong arguments, 3 the server ended too early.

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
#include <string>
#include <system_error>

// The story, told in the order in which you will write it.
int connect_to(in_addr host, std::uint16_t port);                               // steps 1 and 2
bool next_typed_line(std::string& line);                                        // step 3
void send_all(int connection, const char* data, std::size_t size);              // step 4
void receive_reply(int connection, std::string& received, std::string& reply);  // step 5
void print_all(const char* data, std::size_t size);                             // step 6
void say_no_more(int connection);                                               // step 7
void print_the_rest(int connection, std::string& received);                     // step 8; step 9 is in several places

// Says which step comes next, and ends the program.
[[noreturn]] void next_step(const char* step, const char* section) {
  std::fprintf(stderr, "ucclient: next: %s - see the comment in ucclient.cpp and handout section %s\n", step, section);
  std::exit(1);
}

// Reports a failed call as the course asks for it, and ends the client. Call it right after the call that failed: why
// not later? Is it also right when nothing failed on our side, but the server has gone? (step 9)
[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "ucclient: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// Done for you: a port is made of decimal digits only, and is between 1 and 65535.
bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end && port != 0;
}

// Returns the connected socket. Whatever fails in here is reported with die and the name of the call.
// host is as inet_pton gives it, and port is an ordinary number: what does that mean for their byte order?
int connect_to(in_addr host, std::uint16_t port) {
  int connection = -1;

  // Step 1: create the socket.
  // Ask the kernel for an IPv4 socket that carries a stream of bytes, and keep it in connection.
  // How does the call tell that it failed? Ask this of every call from now on.
  // Read: man 2 socket, man 7 tcp
  next_step("step 1, create the socket", "5.2");

  // Step 2: call the server.
  // Whom do you call? The kernel wants one structure with three facts in it, and the size of that structure. Which of
  // the facts travel in packets, and in which byte order? What happens to a field that you forget?
  // And your own port: who should choose it, if two copies of your client are to run at once?
  // Read: man 2 connect, man 7 ip (address format), man 3 htons
  (void)host, (void)port;  // only keeps the compiler quiet: goes away together with the next line
  next_step("step 2, connect to the server", "5.2");

  return connection;
}

// Step 3: get the next line of standard input.
// Puts the line into line, with its newline, and returns true. At the end of standard input it returns false; then line
// holds what came behind the last newline (mostly nothing).
// A line may be 65,536 bytes long, and any byte may be in it, zero bytes too. How do you know where it ends, and how
// long it is? What does your way of reading do with the newline, and what would the server do without it? If you read
// in blocks: what else may you hold when the first line is complete? (A static variable keeps its value between calls.)
// Read: man 2 read, man 3 getline
bool next_typed_line(std::string& line) {
  (void)line;  // goes away together with the next line
  next_step("step 3, get the next line of standard input", "5.3");
}

// Step 4: send everything.
// All size bytes at data go to the server, in order, and not one more. What does send return, and who sends the rest?
// Read: man 2 send, man 7 signal (interruption by signal handlers)
void send_all(int connection, const char* data, std::size_t size) {
  (void)connection, (void)data, (void)size;  // goes away together with the next line
  next_step("step 4, send everything", "5.3");
}

// Step 5: receive one reply.
// Puts exactly one line from the server into reply, with its newline. In received is what has come from the server and
// was not printed yet, so leave there what is not part of this reply.
// What does recv promise you: a line, a message, or some bytes? How many bytes of your buffer are valid afterwards?
// What if only half a line has come, and what if it is a line and a half? Might you have the whole reply already,
// before you call recv? Why does received not live in this function?
// Read: man 2 recv
void receive_reply(int connection, std::string& received, std::string& reply) {
  (void)connection, (void)received, (void)reply;  // goes away together with the next line
  next_step("step 5, receive one reply", "5.4");
}

// Step 6: print.
// All size bytes at data go to standard output, unchanged. What ends a %s? When does the reply leave your program, if
// standard output is a pipe?
// Read: man 3 setbuf, man 3 fwrite, man 3 fflush (or man 2 write)
void print_all(const char* data, std::size_t size) {
  (void)data, (void)size;  // goes away together with the next line
  next_step("step 6, print the reply", "5.4");
}

// Step 7: tell the server that you have nothing more to say.
// How does the server know that no line will follow? Which two calls would tell it, and which of them lets you go on
// listening?
// Read: man 2 shutdown, man 2 close
void say_no_more(int connection) {
  (void)connection;  // goes away together with the next line
  next_step("step 7, half-close the connection", "5.5");
}

// Step 8: print the rest.
// First what you have already, and then all that still comes. Until when? What does recv return then?
// Read: man 2 recv
void print_the_rest(int connection, std::string& received) {
  (void)connection, (void)received;  // goes away together with the next line
  next_step("step 8, print what the server still sends", "5.5");
}

// Step 9: the server that ends too early (a change of the steps before).
// It may hang up while you wait for its reply, in the middle of it, and even before you have sent your line. In which
// of your calls do you notice each of these, and what does the call return? Which errno values mean "the server has
// gone"? And what does the kernel do to a program that goes on sending to somebody who has gone?
// (Nothing will remind you of this step: the program works without it, as long as the server is well-behaved.)
// Read: handout section 5.6; man 2 send (flags, EPIPE), man 2 recv, man 3 errno, man 7 signal (SIGPIPE)

// The conversation. This is done for you; its parts are not.
void converse(int connection) {
  std::string line;      // from standard input
  std::string received;  // from the server, and not yet printed
  std::string reply;
  while (next_typed_line(line)) {
    send_all(connection, line.data(), line.size());
    receive_reply(connection, received, reply);
    print_all(reply.data(), reply.size());
  }
  send_all(connection, line.data(), line.size());  // a last line without a newline: who would reply to it?
  say_no_more(connection);
  print_the_rest(connection, received);
}

int main(int argc, char* argv[]) {
  in_addr host{};
  std::uint16_t port = 0;
  if (argc != 3 || inet_pton(AF_INET, argv[1], &host) != 1 || !parse_port(argv[2], port)) {
    std::fprintf(stderr, "usage: ucclient HOST PORT\n");
    return 2;
  }
  const int connection = connect_to(host, port);
  converse(connection);
  close(connection);
}
