// The grader's end of an exchange of datagrams. It never blocks.
#pragma once

#include <poll.h>

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "process/descriptor.hpp"
#include "process/endpoint.hpp"

namespace wirelab {

struct Datagram {
  Endpoint from;
  std::string payload;
  std::chrono::nanoseconds arrived{0};  ///< when the kernel took it, on a clock that only differences make sense of
};

class UdpPeer {
public:
  /// Bound to AT (IPv4; port 0: the kernel chooses). Throws GraderFault.
  explicit UdpPeer(const Endpoint& at);

  const Endpoint& local() const { return local_; }
  /// One datagram. What the network says about it afterwards (nobody there) is not our affair.
  void send(const Endpoint& to, std::string_view payload);
  /// Reads what has come. True when anything has.
  bool pump();
  void watch(std::vector<pollfd>& watched) const;
  /// close(2): what comes now is answered by "port unreachable".
  void close() { socket_.reset(); }
  /// The same, but it can still send.
  void take_nothing();

  /// What has come and was not taken, the oldest first. Of a flood only the first are kept.
  const std::deque<Datagram>& inbox() const { return inbox_; }
  Datagram take();
  static constexpr std::size_t most_unread = 256;

private:
  Descriptor socket_;
  Endpoint local_;
  std::deque<Datagram> inbox_;
};

}  // namespace wirelab
