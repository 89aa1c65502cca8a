// The kernel's own list of sockets in a network namespace (sock_diag(7)): who listens, who is connected, what is queued.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "process/descriptor.hpp"
#include "process/endpoint.hpp"
#include "process/pid.hpp"

namespace wirelab {

enum class Protocol { tcp, udp };

/// RFC 9293 3.3.2, numbered as Linux does. A UDP socket is `closed` when it is bound, `established` when connected.
enum class TcpState : std::uint8_t {
  established = 1,
  syn_sent,
  syn_received,
  fin_wait_1,
  fin_wait_2,
  time_wait,
  closed,
  close_wait,
  last_ack,
  listen,
  closing,
  new_syn_received
};

std::string_view to_string(TcpState state);

struct Socket {
  Protocol protocol = Protocol::tcp;
  bool ipv6_socket = false;  ///< made with AF_INET6, whatever the addresses are
  bool ipv6_only = false;    ///< IPV6_V6ONLY
  TcpState state = TcpState::closed;
  Endpoint local;
  Endpoint remote;
  std::uint32_t receive_queue = 0;  ///< unread bytes; of a listening socket: connections that wait for accept
  std::uint32_t send_queue = 0;     ///< bytes not acknowledged; of a listening socket: the backlog
  std::uint64_t inode = 0;          ///< 0: not accepted yet, or no process has it any more
  bool window_closed = false;       ///< the persist timer runs: nothing can be sent until the peer reads
  bool retransmitting = false;      ///< sent at least once more without an answer
  std::uint32_t unsent_bytes = 0;   ///< tcpi_notsent_bytes
  bool counts = false;              ///< the kernel tells the next two; it does not of what is left of a closed socket
  std::uint64_t sent = 0;           ///< bytes that have gone out, each counted once (tcpi_bytes_sent, tcpi_bytes_retrans)
  std::uint64_t received = 0;       ///< bytes that have come, in order; a FIN counts as one (tcpi_bytes_received)

  /// Whether it lies in the queue of a listening socket. (Once it is closed at this end, it belongs to nobody either.)
  bool waits_to_be_accepted() const { return inode == 0 && (state == TcpState::established || state == TcpState::close_wait); }
  /// Whether a connection to ADDRESS would come to this listening (or this UDP) socket.
  bool takes(const Address& address) const;
};

/// A socket of the Unix domain, from /proc/net/unix.
struct UnixSocket {
  std::uint64_t inode = 0;
  std::string path;  ///< empty: not bound
};

/// Reads the sockets of the network namespace in which it was made.
class SocketTable {
public:
  /// Throws GraderFault when the kernel has no sock_diag.
  SocketTable();

  /// TCP sockets in LISTEN, IPv4 and IPv6.
  std::vector<Socket> listening() const;
  /// TCP sockets that do not listen, IPv4 and IPv6: far cheaper, since the table of listeners is the whole machine's.
  std::vector<Socket> connections() const;
  /// All TCP sockets, IPv4 and IPv6.
  std::vector<Socket> tcp() const;
  /// All UDP sockets, IPv4 and IPv6.
  std::vector<Socket> udp() const;

private:
  void dump(Protocol protocol, std::uint8_t family, std::uint32_t states, std::vector<Socket>& sockets) const;

  Descriptor netlink_;
};

/// The Unix-domain sockets of the network namespace that process MEMBER of this /proc lives in (proc(5), net/unix).
std::vector<UnixSocket> unix_sockets(const Descriptor& proc, Pid member);

}  // namespace wirelab
