#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>

// One function per command; each returns the exit status.

std::string arg(int argc, char** argv, int i) { return i < argc ? argv[i] : ""; }

int bad(const std::string& value) {
  std::cerr << "addrconv: not valid: '" << value << "'\n";
  return 1;
}

void dump(const void* data, int size) {
  for (int i = 0; i < size; i++) printf(i == 0 ? "%02x" : " %02x", static_cast<const unsigned char*>(data)[i]);
}

bool readPort(const std::string& text, unsigned& port) {
  if (text.empty() || text.length() > 5) return false;
  port = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return port <= 65535;
}

bool readTarget(char** argv, sockaddr_in& to) {
  unsigned port;
  std::memset(&to, 0, sizeof to);
  to.sin_family = AF_INET;
  if (inet_pton(AF_INET, argv[2], &to.sin_addr) != 1 || !readPort(argv[3], port)) return false;
  to.sin_port = htons(static_cast<uint16_t>(port));
  return true;
}

int quad(const std::string& text, bool strict) {
  in_addr a;
  if (strict ? inet_pton(AF_INET, text.c_str(), &a) != 1 : inet_aton(text.c_str(), &a) == 0) return bad(text);
  dump(&a, 4);
  printf(" %u\n", ntohl(a.s_addr));
  return 0;
}

int ntoa(const std::string& hex) {
  if (hex.length() != 8 || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) return bad(hex);
  in_addr a;
  a.s_addr = htonl(static_cast<uint32_t>(std::stoul(hex, nullptr, 16)));
  puts(inet_ntoa(a));
  return 0;
}

int pair(char** argv) {
  in_addr a, b;
  if (inet_pton(AF_INET, argv[2], &a) != 1) return bad(argv[2]);
  if (inet_pton(AF_INET, argv[3], &b) != 1) return bad(argv[3]);
  char one[INET_ADDRSTRLEN], other[INET_ADDRSTRLEN];
  std::cout << inet_ntop(AF_INET, &a, one, sizeof one) << ' ' << inet_ntop(AF_INET, &b, other, sizeof other) << std::endl;
  return 0;
}

int port(const std::string& text) {
  unsigned n;
  if (!readPort(text, n)) return bad(text);
  printf("%u %02x %02x %u\n", n, n / 256, n % 256, n % 256 * 256 + n / 256);
  return 0;
}

int six(const std::string& text) {
  in6_addr a;
  if (inet_pton(AF_INET6, text.c_str(), &a) != 1) return bad(text);
  dump(&a, 16);
  puts("");
  return 0;
}

int target(char** argv, bool send) {
  sockaddr_in to;
  if (!readTarget(argv, to)) return bad(std::string(argv[2]) + " " + argv[3]);
  if (!send) {
    dump(&to, sizeof to);
    puts("");
    return 0;
  }
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0 || sendto(s, "hello\n", 6, 0, reinterpret_cast<sockaddr*>(&to), sizeof to) != 6) {
    perror("addrconv: sendto");
    return 1;
  }
  close(s);
  return 0;
}

int main(int argc, char** argv) {
  std::string command = arg(argc, argv, 1);
  if (argc <= 3) {
    if (command == "pton" && argc == 3) return quad(argv[2], true);
    if (command == "aton") return quad(arg(argc, argv, 2), false);
    if (command == "ntoa") return ntoa(arg(argc, argv, 2));
    if (command == "port") return port(arg(argc, argv, 2));
    if (command == "pton6") return six(arg(argc, argv, 2));
  }
  if (argc == 4) {
    if (command == "pair") return pair(argv);
    if (command == "sockaddr") return target(argv, false);
    if (command == "send") return target(argv, true);
  }
  std::cerr << "usage: addrconv COMMAND ARGS\n";
  return 2;
}
