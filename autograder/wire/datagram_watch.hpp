// All datagrams on the loopback of this network, wherever they go, as packet(7) shows them.
#pragma once

#include <poll.h>

#include <deque>
#include <string>
#include <vector>

#include "process/descriptor.hpp"
#include "process/endpoint.hpp"

namespace wirelab {

/// What is known of a datagram from its first packet.
struct SeenDatagram {
  Endpoint from;
  Endpoint to;
  std::size_t length = 0;  ///< of the whole payload
  std::string start;       ///< the first bytes of the payload
};

class DatagramWatch {
public:
  /// Needs CAP_NET_RAW in the network's user namespace. Throws GraderFault.
  DatagramWatch();

  /// Reads what has passed.
  void pump();
  /// Every datagram so far, in the order of their sending; of a flood only the first ones.
  const std::vector<SeenDatagram>& seen() const { return seen_; }
  /// More have been sent than were delivered: some are still in the queue of a processor. (A network that dropped some is not
  /// asked any more.)
  bool in_flight() const { return unread_ || (!dropped_ && sent_ != delivered_); }
  static constexpr std::size_t most_seen = 512;

private:
  void note(const unsigned char* packet, std::size_t size);

  Descriptor socket_;
  std::vector<SeenDatagram> seen_;
  std::size_t sent_ = 0;
  std::size_t delivered_ = 0;
  bool dropped_ = false;
  bool unread_ = false;  ///< there may be more than the last pump() has read
};

}  // namespace wirelab
