// Correct. Two FILE streams on the connected socket. The input stream has no buffer, so that what is in the kernel is all
// there is to know; the output stream has one that takes a whole piece, and is flushed after every piece.
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

static const size_t piece = 4096;

static void fail(const char *call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static void converse(FILE *in, FILE *out) {
  for (;;) {
    int c = std::getc(in);  // waits
    if (c == EOF) {
      if (!std::ferror(in) || errno != EINTR) return;
      std::clearerr(in);
      continue;
    }
    std::putc(std::toupper(c), out);

    int waiting = 0;  // as much as has come already can be read without waiting
    if (ioctl(fileno(in), FIONREAD, &waiting) < 0) waiting = 0;
    unsigned char bytes[piece];
    size_t want = static_cast<size_t>(waiting) < piece ? static_cast<size_t>(waiting) : piece;
    size_t got = want > 0 ? std::fread(bytes, 1, want, in) : 0;
    for (size_t i = 0; i < got; ++i) bytes[i] = static_cast<unsigned char>(std::toupper(bytes[i]));
    std::fwrite(bytes, 1, got, out);
    if (std::ferror(in) && errno == EINTR) std::clearerr(in);
    if (std::fflush(out) == EOF) return;  // never try again: a stream forgets what it could not write
  }
}

static void serve(int fd) {
  FILE *in = fdopen(fd, "r");
  if (in == nullptr) {
    std::perror("ucserver: fdopen");
    close(fd);
    return;
  }
  int copy = dup(fd);
  FILE *out = copy < 0 ? nullptr : fdopen(copy, "w");
  if (out == nullptr) {
    std::perror("ucserver: fdopen");
    if (copy >= 0) close(copy);
    std::fclose(in);
    return;
  }
  static char out_buffer[2 * piece];
  std::setvbuf(in, nullptr, _IONBF, 0);
  std::setvbuf(out, out_buffer, _IOFBF, sizeof out_buffer);
  converse(in, out);
  std::fclose(out);
  std::fclose(in);
}

int main(int argc, char *argv[]) {
  long port = -1;
  if (argc == 2 && std::isdigit(static_cast<unsigned char>(argv[1][0]))) {
    char *end = nullptr;
    errno = 0;
    port = std::strtol(argv[1], &end, 10);
    if (errno != 0 || *end != '\0' || port > 65535) port = -1;
  }
  if (port < 0) {
    std::fputs("usage: ucserver PORT\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);

  int listener = socket(PF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (listener == -1) fail("socket");
  int yes = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1) fail("setsockopt");
  sockaddr_in me{};
  me.sin_family = AF_INET;
  me.sin_addr.s_addr = INADDR_ANY;
  me.sin_port = htons(static_cast<in_port_t>(port));
  if (bind(listener, reinterpret_cast<sockaddr *>(&me), sizeof me) == -1) fail("bind");
  if (listen(listener, 10) == -1) fail("listen");
  socklen_t size = sizeof me;
  if (getsockname(listener, reinterpret_cast<sockaddr *>(&me), &size) == -1) fail("getsockname");

  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // a line at a time, also into a pipe
  if (std::printf("ready 0.0.0.0 %u\n", static_cast<unsigned>(ntohs(me.sin_port))) < 0) fail("printf");

  while (true) {
    sockaddr_in peer{};
    socklen_t peer_size = sizeof peer;
    int fd = accept(listener, reinterpret_cast<sockaddr *>(&peer), &peer_size);
    if (fd >= 0)
      serve(fd);
    else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO && errno != EPERM)
      fail("accept");
  }
}
