#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
using namespace std;

int main(int argc, char* argv[]) {
  string cmd = argc > 1 ? argv[1] : "";
  int wanted = -1;
  if (cmd == "pton" || cmd == "aton" || cmd == "ntoa" || cmd == "port" || cmd == "pton6") wanted = 3;
  if (cmd == "pair" || cmd == "sockaddr" || cmd == "send") wanted = 4;
  if (argc != wanted) {
    cerr << "usage: " << "addrconv pton A|aton A|ntoa HEX8|pair A B|port N|sockaddr A N|pton6 A6|send A N\n";
    return 2;
  }

  in_addr a, b;
  if (cmd == "pton" || cmd == "aton") {
    int ok = cmd == "pton" ? inet_pton(AF_INET, argv[2], &a) : inet_aton(argv[2], &a);
    if (ok <= 0) {
      cerr << "addrconv: bad address " << argv[2] << endl;
      return 1;
    }
    uint32_t host = ntohl(a.s_addr);
    printf("%02x %02x %02x %02x %u\n", host >> 24, (host >> 16) & 0xff, (host >> 8) & 0xff, host & 0xff, host);
    return 0;
  }

  if (cmd == "ntoa") {
    string hex = argv[2];
    bool good = hex.length() == 8;
    for (char c : hex)
      if (!isxdigit((unsigned char)c)) good = false;
    if (!good) {
      cerr << "addrconv: eight hex digits, please, not " << hex << endl;
      return 1;
    }
    a.s_addr = htonl(stoul(hex, nullptr, 16));
    cout << inet_ntoa(a) << endl;
    return 0;
  }

  if (cmd == "pair") {
    memset(&b, 0, sizeof(b));
    int ok = inet_pton(AF_INET, argv[2], &a);
    inet_pton(AF_INET, argv[3], &b);
    if (ok != 1) {
      cerr << "addrconv: one of the addresses is bad" << endl;
      return 1;
    }
    // the left side of << is done before the right side is even computed
    cout << inet_ntoa(a) << " " << inet_ntoa(b) << endl;
    return 0;
  }

  if (cmd == "pton6") {
    unsigned char six[16];
    if (inet_pton(AF_INET6, argv[2], six) != 1) {
      cerr << "addrconv: bad IPv6 address " << argv[2] << endl;
      return 1;
    }
    for (int i = 0; i < 16; i++) printf(i < 15 ? "%02x " : "%02x\n", six[i]);
    return 0;
  }

  // port, sockaddr and send all have a port as their last argument
  string digits = argv[argc - 1];
  long n = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') n = 100000;
    if (n < 100000) n = n * 10 + (c - '0');
  }
  if (digits.empty() || n > 65535) {
    cerr << "addrconv: bad port " << digits << endl;
    return 1;
  }
  if (cmd == "port") {
    long hi = n / 256, lo = n % 256;
    printf("%ld %02lx %02lx %ld\n", n, hi, lo, lo * 256 + hi);
    return 0;
  }

  struct sockaddr_in to;
  bzero(&to, sizeof(to));
  to.sin_family = AF_INET;
  to.sin_port = htons(n);
  if (inet_pton(AF_INET, argv[2], &to.sin_addr) != 1) {
    cerr << "addrconv: bad address " << argv[2] << endl;
    return 1;
  }
  if (cmd == "sockaddr") {
    unsigned char* p = (unsigned char*)&to;
    for (size_t i = 0; i < sizeof(to); i++) printf(i + 1 < sizeof(to) ? "%02x " : "%02x\n", p[i]);
    return 0;
  }
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) {
    cerr << "addrconv: socket: " << strerror(errno) << endl;
    return 1;
  }
  string text = "hello\n";
  if (sendto(fd, text.data(), text.size(), 0, (struct sockaddr*)&to, sizeof(to)) < 0) {
    cerr << "addrconv: sendto: " << strerror(errno) << endl;
    return 1;
  }
  close(fd);
  return 0;
}
