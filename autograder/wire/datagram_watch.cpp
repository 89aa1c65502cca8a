#include "wire/datagram_watch.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "process/system_call.hpp"

namespace wirelab {
namespace {

/// Enough for the headers and the start of any payload.
constexpr std::size_t kept_bytes = 2048;
constexpr int buffer_bytes = 4 << 20;

// The flags and the offset of a fragment, in one field of the IP header (RFC 791, 3.1).
constexpr unsigned flags_field = 6;
constexpr unsigned protocol_field = 9;
constexpr unsigned more_fragments = 0x2000;
constexpr unsigned fragment_offset = 0x1fff;

/// UDP, and ICMP for what could not be delivered. Of a datagram in fragments only the first one, which has its header, and the
/// last one, which completes it: the watch must not lose packets itself.
void attach_filter(const Descriptor& socket) {
  std::array<sock_filter, 10> code{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(SKF_AD_OFF + SKF_AD_PROTOCOL)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 7),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, protocol_field),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 0, 4),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, flags_field),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, more_fragments, 0, 1),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, fragment_offset, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, kept_bytes),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog program{code.size(), code.data()};
  must(setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), "SO_ATTACH_FILTER");
}

/// Whether no further fragment belongs to it.
bool completes(const unsigned char* packet, std::size_t size) {
  iphdr ip{};
  if (size < sizeof ip) return true;
  std::memcpy(&ip, packet, sizeof ip);
  return (ntohs(ip.frag_off) & more_fragments) == 0;
}

}  // namespace

DatagramWatch::DatagramWatch()
    : socket_(must_open(socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "packet socket")) {
  attach_filter(socket_);
  must(setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof buffer_bytes), "SO_RCVBUF");
  sockaddr_ll loopback{};
  loopback.sll_family = AF_PACKET;
  loopback.sll_protocol = htons(ETH_P_ALL);  // with ETH_P_IP only what arrives would be seen, not what is sent
  loopback.sll_ifindex = static_cast<int>(must(if_nametoindex("lo"), "index of loopback"));
  must(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&loopback), sizeof loopback), "bind the packet socket");
}

void DatagramWatch::pump() {
  std::array<unsigned char, kept_bytes> packet;
  // Not for ever: what is left counts as in flight, and is read at the next turn.
  constexpr int most_reads = 4096;
  unread_ = true;
  for (int turn = 0; turn < most_reads; ++turn) {
    sockaddr_ll link{};
    socklen_t size = sizeof link;
    const auto count = recvfrom(socket_.get(), packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&link), &size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) {
      unread_ = false;
      break;
    }
    must(count, "read the packet socket");
    const bool outgoing = link.sll_pkttype == PACKET_OUTGOING;
    if (completes(packet.data(), static_cast<std::size_t>(count))) ++(outgoing ? sent_ : delivered_);
    if (outgoing) note(packet.data(), static_cast<std::size_t>(count));
  }
  tpacket_stats statistics{};
  socklen_t size = sizeof statistics;
  must(getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size), "PACKET_STATISTICS");
  if (statistics.tp_drops > 0) dropped_ = true;
}

void DatagramWatch::note(const unsigned char* packet, std::size_t size) {
  iphdr ip{};
  udphdr udp{};
  if (seen_.size() >= most_seen || size < sizeof ip) return;
  std::memcpy(&ip, packet, sizeof ip);
  const std::size_t header = ip.ihl * 4u;
  const bool first = (ntohs(ip.frag_off) & fragment_offset) == 0;
  if (ip.protocol != IPPROTO_UDP || !first || size < header + sizeof udp) return;
  std::memcpy(&udp, packet + header, sizeof udp);
  const auto payload = header + sizeof udp;
  seen_.push_back({{Address::ipv4(ntohl(ip.saddr)), Port{ntohs(udp.source)}},
                   {Address::ipv4(ntohl(ip.daddr)), Port{ntohs(udp.dest)}},
                   ntohs(udp.len) - sizeof udp,
                   {reinterpret_cast<const char*>(packet) + payload, size - payload}});
}

}  // namespace wirelab
