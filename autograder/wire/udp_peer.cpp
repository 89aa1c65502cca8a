#include "wire/udp_peer.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "process/system_call.hpp"

namespace wirelab {
namespace {

constexpr std::size_t largest_payload = 65536;
/// Room for several of the largest, so that none is lost on our side.
constexpr int buffer_bytes = 1 << 20;

/// SO_TIMESTAMPNS (socket(7)): however late we read it.
std::chrono::nanoseconds arrival_of(msghdr& message) {
  for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SO_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(header), sizeof time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
  return {};
}

}  // namespace

UdpPeer::UdpPeer(const Endpoint& at)
    : socket_(must_open(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket for datagrams")) {
  must(setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof buffer_bytes), "SO_RCVBUF");
  const int on = 1;
  must(setsockopt(socket_.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on), "SO_TIMESTAMPNS");
  auto address = at.to_sockaddr();
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  must(bind(socket_.get(), generic, size), "bind a socket for datagrams to " + at.to_string());
  must(getsockname(socket_.get(), generic, &size), "getsockname");
  local_ = Endpoint::from_sockaddr(address);
}

void UdpPeer::send(const Endpoint& to, std::string_view payload) {
  const auto address = to.to_sockaddr();
  const auto count =
      sendto(socket_.get(), payload.data(), payload.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (count < 0 && errno != ECONNREFUSED) fail_with_errno("send a datagram to " + to.to_string());
}

// Connected to itself: the kernel lets nobody else through (udp(7)), and sendto with an address may go anywhere all the same.
void UdpPeer::take_nothing() {
  const auto itself = local_.to_sockaddr();
  must(connect(socket_.get(), reinterpret_cast<const sockaddr*>(&itself), sizeof itself), "connect a socket for datagrams");
}

bool UdpPeer::pump() {
  bool moved = false;
  std::string buffer(largest_payload, '\0');
  // Not for ever: whoever sends faster than we read is read on at the next turn.
  for (std::size_t turn = 0; socket_ && turn < 2 * most_unread; ++turn) {
    sockaddr_in from{};
    iovec place{buffer.data(), buffer.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto count = recvmsg(socket_.get(), &message, 0);
    if (count < 0 && (errno == EINTR || errno == ECONNREFUSED)) continue;
    if (count < 0 && errno == EAGAIN) break;
    must(count, "receive a datagram");
    // What is not kept gets nobody further: a flood is no reason to wait on.
    if (inbox_.size() >= most_unread) continue;
    moved = true;
    inbox_.push_back({Endpoint::from_sockaddr(from), buffer.substr(0, static_cast<std::size_t>(count)), arrival_of(message)});
  }
  return moved;
}

void UdpPeer::watch(std::vector<pollfd>& watched) const {
  if (socket_) watched.push_back({socket_.get(), POLLIN, 0});
}

Datagram UdpPeer::take() {
  auto first = std::move(inbox_.front());
  inbox_.pop_front();
  return first;
}

}  // namespace wirelab
