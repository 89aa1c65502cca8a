// Correct. A std::streambuf on the socket, and plain C++ streams on top of it: the program itself reads and writes streams.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <limits>
#include <sstream>
#include <streambuf>
#include <string>

class SocketBuffer : public std::streambuf {
 public:
  explicit SocketBuffer(int fd) : fd_(fd) { setp(out_, out_ + sizeof out_); }
  SocketBuffer(const SocketBuffer&) = delete;
  ~SocketBuffer() override { ::close(fd_); }

 protected:
  int_type underflow() override {
    ssize_t n;
    do n = ::read(fd_, in_, sizeof in_);
    while (n < 0 && errno == EINTR);
    if (n <= 0) return traits_type::eof();
    setg(in_, in_, in_ + n);
    return traits_type::to_int_type(*gptr());
  }

  int_type overflow(int_type c) override {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
    return traits_type::not_eof(c);
  }

  int sync() override {
    for (const char* p = pbase(); p < pptr();) {
      const ssize_t n = ::write(fd_, p, static_cast<size_t>(pptr() - p));
      if (n < 0 && errno != EINTR) return -1;
      if (n > 0) p += n;
    }
    setp(out_, out_ + sizeof out_);
    return 0;
  }

 private:
  int fd_;
  char in_[3000], out_[1000];
};

static void serve(std::istream& in, std::ostream& out) {
  char c;
  while (in.get(c)) {
    do out.put('a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    while (in.rdbuf()->in_avail() > 0 && in.get(c));
    if (!out.flush()) return;
  }
}

static int complain(const char* call) {
  std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << '\n';
  return 1;
}

static bool read_port(const std::string& text, unsigned& port) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return '0' <= c && c <= '9'; })) return false;
  std::istringstream number(text);
  return number >> port && port <= std::numeric_limits<in_port_t>::max();
}

int main(int argc, char* argv[]) {
  unsigned port = 0;
  if (argc != 2 || !read_port(argv[1], port)) {
    std::cerr << "usage: ucserver PORT\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);

  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) return complain("socket");
  const int on = 1;
  if (::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return complain("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) return complain("bind");
  if (::listen(listener, 8) < 0) return complain("listen");
  socklen_t length = sizeof address;
  if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) return complain("getsockname");
  std::cout << "ready " << std::setw(7) << "0.0.0.0" << ' ' << ntohs(address.sin_port) << std::endl;

  for (;;) {
    const int fd = ::accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      return complain("accept");
    }
    SocketBuffer buffer(fd);
    std::istream in(&buffer);
    std::ostream out(&buffer);
    serve(in, out);
  }
}
