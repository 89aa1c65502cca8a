// addrconv: text to binary and back, in the manner of C
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void bad(const char *what) {
  fprintf(stderr, "addrconv: cannot convert %s\n", what);
  exit(1);
}

static void usage(void) {
  fprintf(stderr, "usage: addrconv COMMAND ARGS\n");
  exit(2);
}

static struct in_addr strict(const char *text) {
  struct in_addr a;
  if (inet_pton(AF_INET, text, &a) != 1) bad(text);
  return a;
}

static struct in_addr classic(const char *text) {
  struct in_addr a;
  if (!inet_aton(text, &a)) bad(text);
  return a;
}

static unsigned short port_of(const char *text) {
  if (*text == '\0' || strlen(text) != strspn(text, "0123456789")) bad(text);
  long n = strtol(text, NULL, 10);
  if (strlen(text) > 9 || n > 65535) bad(text);
  return (unsigned short)n;
}

static void dump(const void *data, size_t n) {
  const unsigned char *b = (const unsigned char *)data;
  for (size_t i = 0; i < n; i++) printf(i ? " %02x" : "%02x", b[i]);
}

static void show_number(struct in_addr a) {
  dump(&a.s_addr, 4);
  printf(" %u\n", ntohl(a.s_addr));
}

static void ntoa(const char *hex) {
  if (strlen(hex) != 8 || strspn(hex, "0123456789abcdefABCDEF") != 8) bad(hex);
  struct in_addr a;
  a.s_addr = htonl((in_addr_t)strtoul(hex, NULL, 16));
  puts(inet_ntoa(a));
}

static void pair(const char *one, const char *two) {
  struct in_addr a = strict(one), b = strict(two);
  char first[INET_ADDRSTRLEN], second[INET_ADDRSTRLEN];
  strcpy(first, inet_ntoa(a));
  strcpy(second, inet_ntoa(b));
  printf("%s %s\n", first, second);
}

static void port(const char *text) {
  unsigned short n = port_of(text);
  printf("%d %02x %02x %d\n", n, n >> 8, n & 0xff, (n & 0xff) << 8 | n >> 8);
}

static void fill(struct sockaddr_in *sa, const char *address, const char *number) {
  memset(sa, 0, sizeof *sa);
  sa->sin_family = AF_INET;
  sa->sin_port = htons(port_of(number));
  sa->sin_addr = strict(address);
}

static void sockaddr_bytes(const char *address, const char *number) {
  struct sockaddr_in sa;
  fill(&sa, address, number);
  dump(&sa, sizeof sa);
  putchar('\n');
}

static void pton6(const char *text) {
  struct in6_addr a;
  if (inet_pton(AF_INET6, text, &a) != 1) bad(text);
  dump(&a, sizeof a);
  putchar('\n');
}

static void send_hello(const char *address, const char *number) {
  struct sockaddr_in sa;
  memset(&sa, 0, sizeof sa);
  sa.sin_family = AF_INET;
  sa.sin_port = htons(port_of(number));
  inet_pton(AF_INET, address, &sa.sin_addr);
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s == -1 || sendto(s, "hello\n", 6, 0, (struct sockaddr *)&sa, sizeof sa) == -1) {
    fprintf(stderr, "addrconv: sendto: %s\n", strerror(errno));
    exit(1);
  }
  close(s);
}

int main(int argc, char **argv) {
  if (argc == 3 && !strcmp(argv[1], "pton")) show_number(strict(argv[2]));
  else if (argc == 3 && !strcmp(argv[1], "aton")) show_number(classic(argv[2]));
  else if (argc == 3 && !strcmp(argv[1], "ntoa")) ntoa(argv[2]);
  else if (argc == 4 && !strcmp(argv[1], "pair")) pair(argv[2], argv[3]);
  else if (argc == 3 && !strcmp(argv[1], "port")) port(argv[2]);
  else if (argc == 4 && !strcmp(argv[1], "sockaddr")) sockaddr_bytes(argv[2], argv[3]);
  else if (argc == 3 && !strcmp(argv[1], "pton6")) pton6(argv[2]);
  else if (argc == 4 && !strcmp(argv[1], "send")) send_hello(argv[2], argv[3]);
  else usage();
  return 0;
}
