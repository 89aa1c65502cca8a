#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// Everything by bit arithmetic; the only calls are those for the wire.

namespace {

char line[256];
size_t used = 0;

void put(const char* text) {
  size_t n = strlen(text);
  memcpy(line + used, text, n);
  used += n;
}

void put_hex(unsigned byte) {
  const char* digits = "0123456789abcdef";
  char text[] = {digits[byte >> 4 & 15], digits[byte & 15], 0};
  put(text);
}

void put_decimal(unsigned long n) {
  char text[24];
  snprintf(text, sizeof text, "%lu", n);
  put(text);
}

void put_bytes(const unsigned char* bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i) put(" ");
    put_hex(bytes[i]);
  }
}

[[noreturn]] void fail(const char* value) {
  fprintf(stderr, "addrconv: '%s' is not valid\n", value);
  exit(1);
}

uint32_t quad(const char* text) {
  uint32_t result = 0;
  const char* p = text;
  for (int part = 0; part < 4; part++) {
    if (part && *p++ != '.') fail(text);
    if (!isdigit((unsigned char)*p)) fail(text);
    if (*p == '0' && isdigit((unsigned char)p[1])) fail(text);
    unsigned value = 0;
    while (isdigit((unsigned char)*p)) {
      value = value * 10 + (unsigned)(*p++ - '0');
      if (value > 255) fail(text);
    }
    result = result << 8 | value;
  }
  if (*p) fail(text);
  return result;
}

uint32_t classic(const char* text) {
  unsigned long parts[4];
  int count = 0;
  const char* p = text;
  for (;;) {
    if (!isdigit((unsigned char)*p) || count == 4) fail(text);
    char* end;
    parts[count++] = strtoul(p, &end, 0);
    if (end > p + 1 && *p == '0' && (*end == '8' || *end == '9')) fail(text);
    p = end;
    if (*p == 0) break;
    if (*p++ != '.') fail(text);
  }
  uint32_t result = 0;
  for (int i = 0; i + 1 < count; i++) {
    if (parts[i] > 255) fail(text);
    result |= (uint32_t)parts[i] << (24 - 8 * i);
  }
  unsigned long most = 0xffffffffUL >> (8 * (count - 1));
  if (parts[count - 1] > most) fail(text);
  return result | (uint32_t)parts[count - 1];
}

unsigned port_number(const char* text) {
  unsigned long n = 0;
  if (!*text) fail(text);
  for (const char* p = text; *p; p++) {
    if (!isdigit((unsigned char)*p)) fail(text);
    n = n * 10 + (unsigned long)(*p - '0');
    if (n > 65535) fail(text);
  }
  return (unsigned)n;
}

void put_address(uint32_t a) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    put_decimal(a >> shift & 255);
    if (shift) put(".");
  }
}

void put_number(uint32_t a) {
  unsigned char bytes[4] = {(unsigned char)(a >> 24), (unsigned char)(a >> 16), (unsigned char)(a >> 8), (unsigned char)a};
  put_bytes(bytes, 4);
  put(" ");
  put_decimal(a);
}

uint32_t hex8(const char* text) {
  if (strlen(text) != 8) fail(text);
  for (int i = 0; i < 8; i++)
    if (!isxdigit((unsigned char)text[i])) fail(text);
  return (uint32_t)strtoul(text, nullptr, 16);
}

sockaddr_in* make_sockaddr(const char* address, const char* port) {
  auto* sa = static_cast<sockaddr_in*>(calloc(1, sizeof(sockaddr_in)));
  sa->sin_family = AF_INET;
  sa->sin_port = htons((uint16_t)port_number(port));
  sa->sin_addr.s_addr = htonl(quad(address));
  return sa;
}

void send_hello(sockaddr_in* to) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  char hello[] = "hello\n";
  iovec part{hello, 6};
  msghdr message{};
  message.msg_name = to;
  message.msg_namelen = sizeof *to;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd < 0 || sendmsg(fd, &message, 0) < 0) {
    perror("addrconv: sendmsg");
    exit(1);
  }
  // Some machines want the port the other way round.
  to->sin_port = (uint16_t)(to->sin_port << 8 | to->sin_port >> 8);
  sendmsg(fd, &message, 0);
}

}  // namespace

int main(int argc, char* argv[]) {
  const char* c = argc > 1 ? argv[1] : "";
  if (argc == 3 && strcmp(c, "pton") == 0) {
    put_number(quad(argv[2]));
  } else if (argc == 3 && strcmp(c, "aton") == 0) {
    put_number(classic(argv[2]));
  } else if (argc == 3 && strcmp(c, "ntoa") == 0) {
    put_address(hex8(argv[2]));
  } else if (argc == 4 && strcmp(c, "pair") == 0) {
    put_address(quad(argv[2]));
    put(" ");
    put_address(quad(argv[3]));
  } else if (argc == 3 && strcmp(c, "port") == 0) {
    unsigned n = port_number(argv[2]);
    unsigned char bytes[2] = {(unsigned char)(n >> 8), (unsigned char)n};
    put_decimal(n);
    put(" ");
    put_bytes(bytes, 2);
    put(" ");
    put_decimal((n & 255) << 8 | n >> 8);
  } else if (argc == 4 && strcmp(c, "sockaddr") == 0) {
    put_bytes(reinterpret_cast<unsigned char*>(make_sockaddr(argv[2], argv[3])), sizeof(sockaddr_in));
  } else if (argc == 3 && strcmp(c, "pton6") == 0) {
    unsigned char bytes[16];
    if (inet_pton(AF_INET6, argv[2], bytes) != 1) fail(argv[2]);
    put_bytes(bytes, 16);
  } else if (argc == 4 && strcmp(c, "send") == 0) {
    send_hello(make_sockaddr(argv[2], argv[3]));
    return 0;
  } else {
    fputs("usage: addrconv COMMAND ARGS\n", stderr);
    return 2;
  }
  put("\n");
  return write(STDOUT_FILENO, line, used) == (ssize_t)used ? 0 : 1;
}
