// Correct. Scatter and gather: recvmsg fills four pieces of different sizes, sendmsg sends them, with MSG_NOSIGNAL.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using Pieces = std::array<iovec, 4>;

struct Room {
  char one[1], few[13], some[700], rest[9000];

  Pieces pieces() { return {{{one, sizeof one}, {few, sizeof few}, {some, sizeof some}, {rest, sizeof rest}}}; }
};

static void fail(const char* call) {
  fprintf(stderr, "ucserver: %s: %m\n", call);
  exit(1);
}

// The pieces cut to their first `size` bytes
static void limit(Pieces& pieces, size_t size) {
  for (iovec& piece : pieces) {
    piece.iov_len = std::min(piece.iov_len, size);
    size -= piece.iov_len;
  }
}

static bool send_pieces(int fd, Pieces pieces) {
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  while (message.msg_iovlen > 0) {
    ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    while (message.msg_iovlen > 0 && static_cast<size_t>(sent) >= message.msg_iov->iov_len) {
      sent -= static_cast<ssize_t>(message.msg_iov->iov_len);
      ++message.msg_iov;
      --message.msg_iovlen;
    }
    if (message.msg_iovlen > 0) {
      message.msg_iov->iov_base = static_cast<char*>(message.msg_iov->iov_base) + sent;
      message.msg_iov->iov_len -= static_cast<size_t>(sent);
    }
  }
  return true;
}

static void serve(int fd) {
  static Room room;
  while (true) {
    Pieces pieces = room.pieces();
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    ssize_t got = recvmsg(fd, &message, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    limit(pieces, static_cast<size_t>(got));
    for (const iovec& piece : pieces) {
      auto* bytes = static_cast<unsigned char*>(piece.iov_base);
      for (size_t i = 0; i < piece.iov_len; ++i) {
        const bool small = bytes[i] >= 'a' && bytes[i] <= 'z';
        bytes[i] = static_cast<unsigned char>(bytes[i] - (small << 5));
      }
    }
    if (!send_pieces(fd, pieces)) return;
  }
}

int main(int argc, char** argv) {
  unsigned port = 0;
  bool usage = argc != 2 || argv[1][0] == '\0';
  for (const char* p = usage ? "" : argv[1]; *p != '\0' && !usage; ++p) {
    usage = *p < '0' || *p > '9';
    port = port * 10 + static_cast<unsigned>(*p - '0');
    usage = usage || port > 65535;
  }
  if (usage) {
    fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }

  int listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (listener < 0) fail("socket");
  int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) fail("setsockopt");
  if (setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) fail("setsockopt");  // the accepted ones inherit it
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr = in_addr{INADDR_ANY};
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("bind");
  if (listen(listener, 1000) != 0) fail("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) fail("getsockname");

  char line[32], number[8];
  snprintf(line, sizeof line, "ready 0.0.0.0 ");
  snprintf(number, sizeof number, "%u\n", static_cast<unsigned>(ntohs(address.sin_port)));
  iovec ready[2] = {{line, strlen(line)}, {number, strlen(number)}};
  if (writev(STDOUT_FILENO, ready, 2) < 0) fail("writev");

  while (true) {
    int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fail("accept");
    }
    serve(fd);
    shutdown(fd, SHUT_WR);
    close(fd);
  }
}
