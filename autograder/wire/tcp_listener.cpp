#include "wire/tcp_listener.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "process/network.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

/// More than any program of a lab should ever open at once.
constexpr int backlog = 64;

}  // namespace

TcpListener::TcpListener(const Endpoint& at, const Options& options)
    : socket_(must_open(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket of a server")) {
  auto address = at.to_sockaddr();
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  must(bind(socket_.get(), generic, size), "bind a server to " + at.to_string());
  must(setsockopt(socket_.get(), IPPROTO_TCP, TCP_MAXSEG, &largest_segment, sizeof largest_segment), "TCP_MAXSEG");
  if (options.receive_buffer > 0)  // before listen: connections inherit it, and their window begins with it (tcp(7))
    must(setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof options.receive_buffer), "SO_RCVBUF");
  must(listen(socket_.get(), backlog), "listen");
  must(getsockname(socket_.get(), generic, &size), "getsockname");
  local_ = Endpoint::from_sockaddr(address);
}

std::optional<TcpPeer> TcpListener::accept() {
  while (true) {
    Descriptor connection(accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection) return TcpPeer::accepted(std::move(connection));
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno == EAGAIN) return std::nullopt;
    fail_with_errno("accept");
  }
}

}  // namespace wirelab
