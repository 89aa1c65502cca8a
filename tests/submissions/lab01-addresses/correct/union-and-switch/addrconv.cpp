#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/* An address, seen as bytes or as the thing that the calls want. */
typedef union {
  struct in_addr in;
  uint8_t byte[4];
} quad_t4;

enum what { PTON, ATON, NTOA, PAIR, PORT, SOCKADDR, PTON6, SEND, NOTHING };
static const char *const names[] = {"pton", "aton", "ntoa", "pair", "port", "sockaddr", "pton6", "send"};
static const int needs[] = {1, 1, 1, 2, 1, 2, 1, 2};

static int complain(const char *about) {
  fprintf(stderr, "addrconv: no good: %s\n", about);
  return 1;
}

/* 0: fine, 1: not a port */
static int read_port(const char *s, unsigned *n) {
  char *end;
  if (s[0] < '0' || s[0] > '9') return 1;
  unsigned long v = strtoul(s, &end, 10);
  if (*end != 0 || v > 65535UL) return 1;
  *n = (unsigned)v;
  return 0;
}

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static void bytes(const uint8_t *b, int n, char last) {
  while (n-- > 0) {
    printf("%02x", *b++);
    putchar(n ? ' ' : last);
  }
}

static void number_line(const quad_t4 *q) {
  bytes(q->byte, 4, ' ');
  printf("%lu\n", q->byte[0] * 16777216UL + q->byte[1] * 65536UL + q->byte[2] * 256UL + q->byte[3]);
}

static void dots(const quad_t4 *q, char last) {
  printf("%d.%d.%d.%d%c", q->byte[0], q->byte[1], q->byte[2], q->byte[3], last);
}

int main(int argc, char **argv) {
  int what = PTON;
  while (what < NOTHING && (argc < 2 || strcmp(argv[1], names[what]) != 0)) what++;
  if (what == NOTHING || argc - 2 != needs[what]) {
    fprintf(stderr, "usage: addrconv pton A | aton A | ntoa HEX8 | pair A B | port N | sockaddr A N | pton6 A6 | send A N\n");
    return 2;
  }
  quad_t4 one, two;
  uint8_t six[16];
  unsigned n;
  struct sockaddr_in name = {};
  int s;

  switch (what) {
    case PTON:
      if (inet_pton(AF_INET, argv[2], &one.in) < 1) return complain(argv[2]);
      number_line(&one);
      break;
    case ATON:
      if (inet_aton(argv[2], &one.in) != 1) return complain(argv[2]);
      number_line(&one);
      break;
    case NTOA:
      if (strlen(argv[2]) != 8) return complain(argv[2]);
      for (int i = 0; i < 4; i++) {
        int high = hex_value(argv[2][2 * i]), low = hex_value(argv[2][2 * i + 1]);
        if (high < 0 || low < 0) return complain(argv[2]);
        one.byte[i] = (uint8_t)(high * 16 + low);
      }
      dots(&one, '\n');
      break;
    case PAIR:
      if (inet_pton(AF_INET, argv[2], &one.in) < 1) return complain(argv[2]);
      if (inet_pton(AF_INET, argv[3], &two.in) < 1) return complain(argv[3]);
      dots(&one, ' ');
      dots(&two, '\n');
      break;
    case PORT:
      if (read_port(argv[2], &n)) return complain(argv[2]);
      printf("%u %02x %02x %u\n", n, n / 256, n % 256, n % 256 * 256 + n / 256);
      break;
    case PTON6:
      if (inet_pton(AF_INET6, argv[2], six) < 1) return complain(argv[2]);
      bytes(six, 16, '\n');
      break;
    default:
      if (inet_pton(AF_INET, argv[2], &name.sin_addr) < 1) return complain(argv[2]);
      if (read_port(argv[3], &n)) return complain(argv[3]);
      name.sin_family = AF_INET;
      name.sin_port = htons((uint16_t)n);
      if (what == SOCKADDR) {
        bytes((uint8_t *)&name, sizeof name, '\n');
        break;
      }
      struct iovec piece = {(void *)"hello\n", 6};
      struct msghdr message = {};
      message.msg_name = &name;
      message.msg_namelen = sizeof name;
      message.msg_iov = &piece;
      message.msg_iovlen = 1;
      if ((s = socket(PF_INET, SOCK_DGRAM, 0)) < 0) return perror("addrconv: socket"), 1;
      if (sendmsg(s, &message, 0) < 0) return perror("addrconv: sendmsg"), 1;
      close(s);
  }
  return 0;
}
