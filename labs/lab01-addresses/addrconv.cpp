// addrconv COMMAND ARGS - addresses and ports, from text to binary and back, and out onto the wire.
//
// This is your starting point: each command is a function for you to write, in the order of its number. The program
// compiles as it is, and when you run a command, it tells you which step it needs. Take a next_step line away when you
// have written its step. The sections are those of the handout.
//
// Build:  g++ -std=c++17 -O1 -g -Wall -Wextra -pthread addrconv.cpp -o addrconv
// Exit status:  0 done, 1 a value that cannot be converted or a failed call, 2 wrong arguments.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// Says which step comes next, and ends the program.
[[noreturn]] void next_step(const char* step, const char* section) {
  std::fprintf(stderr, "addrconv: next: %s - see the comment in addrconv.cpp and handout section %s\n", step, section);
  std::exit(1);
}

// Reports a value that cannot be converted, as the course asks for it, and ends the program.
[[noreturn]] void refuse(const char* what, const char* value) {
  std::fprintf(stderr, "addrconv: %s: '%s'\n", what, value);
  std::exit(1);
}

// Reports a failed call, and ends the program. Call it right after the call that failed.
[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "addrconv: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

[[noreturn]] void usage() {
  std::fprintf(stderr, "usage: addrconv pton|aton A | ntoa HEX8 | pair A B | port N | sockaddr A N | pton6 A6 | send A N\n");
  std::exit(2);
}

// Step 1: a strict dotted quad becomes an in_addr.
// Which call takes four decimal parts and nothing else? Look at its RETURN VALUE: which value means success here?
// Whatever is no address goes to refuse.
// Read: man 3 inet_pton
in_addr strict_address(const char* text) {
  (void)text;  // goes away together with the next line
  next_step("step 1, a strict address", "5.2");
}

// Step 2: bytes as two lower-case hex digits each, with one blank between; no newline.
// What sign does a plain char have on this machine, and what does printf make of it?
// Nothing calls this before step 3: write both, then run.
// Read: man 3 printf
void print_bytes(const void* data, std::size_t size) {
  (void)data, (void)size;  // goes away together with the next line
  next_step("step 2, print bytes", "5.1");
}

// Step 3: the line of pton and aton: the four bytes as they travel, a blank, the address as a number of this host, and a
// newline.
// In which byte order is s_addr? Which call turns it into a number that you can calculate with?
// Read: man 3 ntohl
void print_bytes_and_number(in_addr address) {
  (void)address;  // goes away together with the next line
  next_step("step 3, the line of pton", "5.2");
}

// Step 4: the classic forms: 127.1, 0x7f.1, 010.0.0.1.
// There are two old calls for this. For one of them 255.255.255.255 and an error look the same: which?
// Read: man 3 inet
in_addr classic_address(const char* text) {
  (void)text;  // goes away together with the next line
  next_step("step 4, the classic forms", "5.3");
}

// Step 5: exactly eight hex digits, in the order in which the bytes travel, become an in_addr.
// How do you make sure that there are eight, and nothing but hex digits?
// Read: man 3 isxdigit, man 3 strtoul, man 3 htonl
in_addr address_from_hex(const char* text) {
  (void)text;  // goes away together with the next line
  next_step("step 5, eight hex digits", "5.4");
}

// Step 6: an address as a dotted quad; no newline.
// Who owns the memory that the text is written to? That matters as soon as you have two of them. How long is the longest
// dotted quad, with its end?
// Read: man 3 inet_ntop
void print_dotted(in_addr address) {
  (void)address;  // goes away together with the next line
  next_step("step 6, a dotted quad", "5.4");
}

// Step 7: digits only, from 0 to 65535; anything else goes to refuse.
// What does atoi say about "80x", and what is left of 70000 in 16 bits? What do blanks and signs mean to strtoul?
// Read: man 3 strtoul, or std::from_chars
std::uint16_t port_number(const char* text) {
  (void)text;  // goes away together with the next line
  next_step("step 7, a port", "5.5");
}

// Step 8: the line of port: the number, its two bytes as they travel, the number that they become in the wrong order, and a
// newline.
// Read: man 3 htons
void print_port(std::uint16_t port) {
  (void)port;  // goes away together with the next line
  next_step("step 8, the bytes of a port", "5.5");
}

// Step 9: the sockaddr_in for an address and a port, as bind and connect want it.
// Which of its fields travel in packets, and which never leave this host? What is in the bytes that you do not set?
// Read: man 7 ip (address format)
sockaddr_in socket_address(const char* address, const char* port) {
  (void)address, (void)port;  // goes away together with the next line
  next_step("step 9, the sockaddr_in", "5.6");
}

// Step 10: the 16 bytes of an IPv6 address and a newline. You know the call already; what else does it need? Whatever is no
// address goes to refuse.
// Read: man 3 inet_pton, man 7 ipv6
void print_ipv6(const char* text) {
  (void)text;  // goes away together with the next line
  next_step("step 10, an IPv6 address", "5.7");
}

// Done for you: sends the six bytes of "hello\n" as one datagram. What it needs is your sockaddr_in.
void send_hello(const sockaddr_in& to) {
  const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  if (descriptor < 0) die("socket");
  const char hello[] = {'h', 'e', 'l', 'l', 'o', '\n'};
  if (sendto(descriptor, hello, sizeof hello, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0) die("sendto");
  close(descriptor);
}

int main(int argc, char* argv[]) {
  if (argc < 2) usage();
  const char* command = argv[1];
  const int count = argc - 2;
  const auto is = [&](const char* name, int arguments) { return std::strcmp(command, name) == 0 && count == arguments; };

  if (is("pton", 1)) {
    print_bytes_and_number(strict_address(argv[2]));
  } else if (is("aton", 1)) {
    print_bytes_and_number(classic_address(argv[2]));
  } else if (is("ntoa", 1)) {
    print_dotted(address_from_hex(argv[2]));
    std::printf("\n");
  } else if (is("pair", 2)) {
    const in_addr one = strict_address(argv[2]);
    const in_addr other = strict_address(argv[3]);
    print_dotted(one);
    std::printf(" ");
    print_dotted(other);
    std::printf("\n");
  } else if (is("port", 1)) {
    print_port(port_number(argv[2]));
  } else if (is("sockaddr", 2)) {
    const sockaddr_in name = socket_address(argv[2], argv[3]);
    print_bytes(&name, sizeof name);
    std::printf("\n");
  } else if (is("pton6", 1)) {
    print_ipv6(argv[2]);
  } else if (is("send", 2)) {
    send_hello(socket_address(argv[2], argv[3]));
  } else {
    usage();
  }
  return 0;
}
