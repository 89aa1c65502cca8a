#include "wire/tcp_peer.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "process/network.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

const sockaddr* generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

/// What getsockname(2) or getpeername(2) says. A peer that has gone in the meantime has no name any more: all zeros.
Endpoint name_of(const Descriptor& socket, int (*ask)(int, sockaddr*, socklen_t*)) {
  sockaddr_in name{};
  socklen_t size = sizeof name;
  if (ask(socket.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0 && errno != ENOTCONN) fail_with_errno("name of a socket");
  return Endpoint::from_sockaddr(name);
}

}  // namespace

TcpPeer TcpPeer::connect(const Endpoint& to, const Options& options) {
  TcpPeer peer;
  peer.remote_ = to;
  peer.socket_ = must_open(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket of a client");
  peer.prepare(options);
  must(setsockopt(peer.socket_.get(), IPPROTO_TCP, TCP_MAXSEG, &largest_segment, sizeof largest_segment), "TCP_MAXSEG");
  peer.pump_connect();
  return peer;
}

TcpPeer TcpPeer::accepted(Descriptor socket) {
  TcpPeer peer;
  peer.socket_ = std::move(socket);
  peer.prepare({});
  peer.state_ = State::connected;
  peer.local_ = name_of(peer.socket_, getsockname);
  peer.remote_ = name_of(peer.socket_, getpeername);
  peer.acknowledge();
  return peer;
}

void TcpPeer::prepare(const Options& options) {
  if (options.receive_buffer > 0)
    must(setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof options.receive_buffer), "SO_RCVBUF");
  const int on = 1;
  must(setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
  struct stat status {};
  must(fstat(socket_.get(), &status), "fstat of a socket of ours");
  inode_ = status.st_ino;
}

bool TcpPeer::pump_connect() {
  const auto address = remote_.to_sockaddr();
  // Called again, connect(2) tells how the first call went on.
  if (::connect(socket_.get(), generic(address), sizeof address) != 0 && errno != EISCONN) {
    if (errno == EINPROGRESS || errno == EALREADY || errno == EINTR) return false;
    if (errno == ECONNRESET) {  // it was there, and is gone already; who refuses a connection makes it ECONNREFUSED
      state_ = State::connected;
      local_ = name_of(socket_, getsockname);
      note_error(ECONNRESET);
      return true;
    }
    state_ = State::refused;
    error_ = errno;
    socket_.reset();
    return true;
  }
  state_ = State::connected;
  local_ = name_of(socket_, getsockname);
  acknowledge();
  return true;
}

bool TcpPeer::pump() {
  bool moved = false;
  if (state_ == State::connecting) moved = pump_connect();
  if (state_ != State::connected) return moved;
  moved |= pump_out();
  moved |= pump_in();
  return moved;
}

bool TcpPeer::pump_out() {
  bool moved = false;
  while (sent_ < outbox_.size() && !was_reset_) {
    const auto count = ::send(socket_.get(), outbox_.data() + sent_, outbox_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) break;
      note_error(errno);
      return true;
    }
    sent_ += static_cast<std::size_t>(count);
    moved = true;
  }
  if (sent_ == outbox_.size()) {
    outbox_.clear();
    sent_ = 0;
    if (half_close_wanted_ && !half_closed_ && !was_reset_) {
      if (shutdown(socket_.get(), SHUT_WR) != 0) note_error(errno);
      half_closed_ = true;
      moved = true;
    }
  }
  return moved;
}

bool TcpPeer::pump_in() {
  bool moved = false;
  std::array<char, 65536> buffer;
  while (reading_ && !ended_ && !was_reset_ && !too_much()) {
    const auto count = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) break;
      note_error(errno);
      return true;
    }
    moved = true;
    if (count == 0)
      ended_ = true;
    else
      inbox_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (moved) acknowledge();
  // Behind the end of the stream there is nothing more to read, but a RST may still come.
  if (ended_ && !was_reset_ && pending_error() != 0) moved = was_reset_ = true;
  return moved;
}

int TcpPeer::pending_error() const {
  int error = 0;
  socklen_t size = sizeof error;
  must(getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size), "SO_ERROR");
  return error;
}

void TcpPeer::note_error(int error) {
  // shutdown(2) says ENOTCONN after a RST.
  if (error != EPIPE && error != ECONNRESET && error != ENOTCONN) {
    errno = error;
    fail_with_errno("a client's socket");
  }
  error_ = error;
  was_reset_ = true;
  sent_ = outbox_.size();
  // When it is a send that met the RST, what had come before is still there to be read; the end behind it is none.
  std::array<char, 65536> buffer;
  while (!too_much()) {
    const auto count = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count <= 0) break;
    inbox_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void TcpPeer::watch(std::vector<pollfd>& watched) const {
  if (!socket_ || was_reset_) return;
  short events = 0;
  if (reading_ && !ended_ && !too_much()) events |= POLLIN;
  if (state_ == State::connecting || sent_ < outbox_.size()) events |= POLLOUT;
  if (events != 0) watched.push_back({socket_.get(), events, 0});
}

void TcpPeer::send(std::string_view bytes) {
  outbox_.append(bytes);
  pump();
}

void TcpPeer::half_close() {
  half_close_wanted_ = true;
  pump();
}

void TcpPeer::close() {
  socket_.reset();
  state_ = State::closed;
}

void TcpPeer::reset() {
  if (socket_) {
    const linger at_once{1, 0};
    must(setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "SO_LINGER");
  }
  close();
}

void TcpPeer::acknowledge() const {
  const int on = 1;
  if (socket_) setsockopt(socket_.get(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

}  // namespace wirelab
