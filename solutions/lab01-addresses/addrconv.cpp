// addrconv COMMAND ARGS - addresses and ports, from text to binary and back, and out onto the wire.
//
// Each command prints one line (send: none) and exits 0. Exit status: 1 a value that cannot be converted, or a failed
// call; 2 wrong arguments.

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

[[noreturn]] void refuse(const char* what, const char* value) {
  std::fprintf(stderr, "addrconv: %s: '%s'\n", what, value);
  std::exit(1);
}

[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "addrconv: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

[[noreturn]] void usage() {
  std::fprintf(stderr, "usage: addrconv pton|aton A | ntoa HEX8 | pair A B | port N | sockaddr A N | pton6 A6 | send A N\n");
  std::exit(2);
}

// inet_pton knows three results: 1 it is an address, 0 it is none, -1 it does not know the family. Only 1 is success;
// tests for "not 0" or for "negative" would be wrong. It is strict: four decimal parts and nothing else.
in_addr strict_address(const char* text) {
  in_addr address{};
  if (inet_pton(AF_INET, text, &address) != 1) refuse("not an IPv4 address", text);
  return address;
}

// inet_aton takes the classic forms too, and tells success by any value but 0. (inet_addr would give the same address,
// but has no room for an error: its -1 is 255.255.255.255, which is an address.) It also takes what stands behind a
// blank, and nobody asked for that.
in_addr classic_address(const char* text) {
  in_addr address{};
  if (inet_aton(text, &address) == 0) refuse("not an IPv4 address", text);
  return address;
}

// Digits only, in the range of 16 bits, to the end of the text.
std::uint16_t port_number(const char* text) {
  std::uint16_t port = 0;
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  if (error != std::errc() || stopped != end) refuse("not a port", text);
  return port;
}

// Bytes are unsigned: a char of 0x80 or more is negative here, and printf would be handed a large negative int.
void print_bytes(const void* data, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  for (std::size_t i = 0; i < size; ++i) std::printf("%s%02x", i == 0 ? "" : " ", bytes[i]);
}

// In memory an in_addr has the bytes as they travel. Only for arithmetic, or for printing the number, does it become a
// number of this machine.
void print_bytes_and_number(in_addr address) {
  print_bytes(&address, sizeof address);
  std::printf(" %lu\n", static_cast<unsigned long>(ntohl(address.s_addr)));
}

void print_dotted(in_addr address) {
  char text[INET_ADDRSTRLEN];  // 16: the longest dotted quad and its end
  if (inet_ntop(AF_INET, &address, text, sizeof text) == nullptr) die("inet_ntop");
  std::printf("%s", text);
}

in_addr address_from_hex(const char* text) {
  std::uint32_t number = 0;
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, number, 16);
  if (std::strlen(text) != 8 || error != std::errc() || stopped != end) refuse("not eight hex digits", text);
  return {htonl(number)};
}

// All of it is zero first, the padding included. The family stays in the order of this machine, since it never
// travels; port and address are in network order, and strict_address has given it so already.
sockaddr_in socket_address(const char* address, const char* port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port_number(port));
  name.sin_addr = strict_address(address);
  return name;
}

void print_port(const char* text) {
  const std::uint16_t port = port_number(text);
  const std::uint16_t on_the_wire = htons(port);
  const auto swapped = static_cast<std::uint16_t>(port << 8 | port >> 8);
  std::printf("%u ", static_cast<unsigned>(port));
  print_bytes(&on_the_wire, sizeof on_the_wire);
  std::printf(" %u\n", static_cast<unsigned>(swapped));
}

void print_ipv6(const char* text) {
  in6_addr address{};
  if (inet_pton(AF_INET6, text, &address) != 1) refuse("not an IPv6 address", text);
  print_bytes(&address, sizeof address);
  std::printf("\n");
}

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
    print_port(argv[2]);
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
