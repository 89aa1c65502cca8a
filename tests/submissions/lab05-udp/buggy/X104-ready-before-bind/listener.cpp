// recvmmsg takes several datagrams in one call, sendmmsg sends their answers.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {
constexpr unsigned many = 8;
constexpr size_t limit = 2048;

struct Batch {
  std::array<std::array<char, limit>, many> text{};
  std::array<sockaddr_in, many> peer{};
  std::array<iovec, many> part{};
  std::array<mmsghdr, many> head{};

  void make_ready() {
    for (unsigned i = 0; i < many; ++i) {
      part[i] = {text[i].data(), limit};
      head[i] = {};
      head[i].msg_hdr.msg_name = &peer[i];
      head[i].msg_hdr.msg_namelen = sizeof peer[i];
      head[i].msg_hdr.msg_iov = &part[i];
      head[i].msg_hdr.msg_iovlen = 1;
    }
  }

  void show(unsigned i) {
    const size_t length = head[i].msg_len;
    printf("from %s:%d len %zu: ", inet_ntoa(peer[i].sin_addr), ntohs(peer[i].sin_port), length);
    if (length > limit) {
      fputs("truncated", stdout);
      memcpy(text[i].data(), "!TRUNC", 6);
      part[i].iov_len = 6;
    } else {
      part[i].iov_len = length;
      for (size_t k = 0; k < length; ++k) {
        char& c = text[i][k];
        if (c >= 0x20 && c <= 0x7e && c != '\\')
          putchar(c);
        else
          printf("\\x%02x", (unsigned)c & 0xffU);
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
      }
    }
    puts("");
    fflush(stdout);
  }
};

void announce(const sockaddr_in& own) {
  printf("ready 0.0.0.0 %d\n", ntohs(own.sin_port));
  fflush(stdout);
}

int die(const char* call) {
  fprintf(stderr, "listener: %s: %s\n", call, strerror(errno));
  return 1;
}
}  // namespace

int main(int argc, char* argv[]) {
  char* end = nullptr;
  const unsigned long port = argc == 2 ? strtoul(argv[1], &end, 10) : 0;
  if (end == nullptr || end == argv[1] || *end != 0 || port > 65535 || strspn(argv[1], "0123456789") != strlen(argv[1])) {
    fprintf(stderr, "usage: listener PORT\n");
    return 2;
  }
  const int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0) return die("socket");
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons((in_port_t)port);
  if (port != 0) announce(own);
  if (bind(s, (sockaddr*)&own, sizeof own) != 0) return die("bind");
  if (port == 0) {  // only now it is known which one
    socklen_t size = sizeof own;
    if (getsockname(s, (sockaddr*)&own, &size) != 0) return die("getsockname");
    announce(own);
  }

  static Batch batch;
  for (;;) {
    batch.make_ready();
    const int n = recvmmsg(s, batch.head.data(), many, MSG_WAITFORONE | MSG_TRUNC, nullptr);
    if (n < 0) continue;
    for (int i = 0; i < n; ++i) batch.show((unsigned)i);
    for (int i = 0; i < n;) {
      const int sent = sendmmsg(s, &batch.head[(unsigned)i], (unsigned)(n - i), 0);
      if (sent < 0) die("sendmmsg");
      i += sent < 1 ? 1 : sent;  // one that cannot be sent is passed over
    }
  }
}
