// A listening TCP socket of the grader's: the student's program is the client.
#pragma once

#include <poll.h>

#include <optional>
#include <vector>

#include "process/descriptor.hpp"
#include "process/endpoint.hpp"
#include "wire/tcp_peer.hpp"

namespace wirelab {

class TcpListener {
public:
  struct Options {
    int receive_buffer = 0;  ///< SO_RCVBUF of its connections in bytes; 0: as the system has it
  };

  /// Listens on AT (IPv4; port 0: the kernel chooses). Throws GraderFault.
  TcpListener(const Endpoint& at, const Options& options);

  const Endpoint& local() const { return local_; }
  /// The next connection that has come, if there is one (accept(2)). Does not wait.
  std::optional<TcpPeer> accept();
  void watch(std::vector<pollfd>& watched) const { watched.push_back({socket_.get(), POLLIN, 0}); }

private:
  Descriptor socket_;
  Endpoint local_;
};

}  // namespace wirelab
