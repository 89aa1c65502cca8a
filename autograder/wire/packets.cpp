#include "wire/packets.hpp"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "process/endpoint.hpp"

namespace wirelab {
namespace {

using Bytes = std::span<const unsigned char>;

/// Headers come at any alignment.
template <class Header>
std::optional<Header> header_at(Bytes bytes) {
  if (bytes.size() < sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

/// A packet without its IP header.
struct Transport {
  Address from;
  Address to;
  unsigned protocol = 0;
  std::size_t length = 0;  ///< as the IP header has it
  Bytes bytes;             ///< as many as were kept
};

Address address_of(const in6_addr& address) {
  std::array<std::uint8_t, 16> bytes;
  std::ranges::copy(address.s6_addr, bytes.begin());
  return Address::ipv6(bytes);
}

/// RFC 791, 3.1. A fragment but the first has no ports, and is not told of.
std::optional<Transport> from_ipv4(Bytes bytes) {
  constexpr unsigned fragment_offset = 0x1fff;
  const auto ip = header_at<iphdr>(bytes);
  if (!ip || (ntohs(ip->frag_off) & fragment_offset) != 0) return std::nullopt;
  const std::size_t header = ip->ihl * 4u;
  const std::size_t length = ntohs(ip->tot_len);
  if (header < sizeof *ip || bytes.size() < header || length < header) return std::nullopt;
  return Transport{Address::ipv4(ntohl(ip->saddr)), Address::ipv4(ntohl(ip->daddr)), ip->protocol, length - header,
                   bytes.subspan(header)};
}

/// RFC 8200, 3. Extension headers do not occur on loopback.
std::optional<Transport> from_ipv6(Bytes bytes) {
  const auto ip = header_at<ip6_hdr>(bytes);
  if (!ip) return std::nullopt;
  return Transport{address_of(ip->ip6_src), address_of(ip->ip6_dst), ip->ip6_nxt, ntohs(ip->ip6_plen), bytes.subspan(sizeof *ip)};
}

std::string detail_of(const Transport& packet, Port from, Port to, std::size_t bytes) {
  auto text = fmt::format("{} > {}", Endpoint{packet.from, from}.to_string(), Endpoint{packet.to, to}.to_string());
  if (bytes > 0) text += fmt::format(", {} {}", bytes, bytes == 1 ? "byte" : "bytes");
  return text;
}

/// The control bits that tell something (RFC 9293, 3.1).
std::string words_of(const tcphdr& tcp, std::size_t bytes) {
  std::string words = tcp.syn ? "SYN" : bytes > 0 ? "data" : "";
  const auto add = [&words](const char* word) { words += words.empty() ? word : std::string(" ") + word; };
  if (tcp.fin) add("FIN");
  if (tcp.rst) add("RST");
  if (tcp.ack && (tcp.syn || words.empty())) add("ACK");
  return words;
}

SeenPacket from_tcp(const Transport& packet) {
  const auto tcp = header_at<tcphdr>(packet.bytes);
  const std::size_t header = tcp ? tcp->doff * 4u : 0;
  if (!tcp || packet.length < header) return {};
  const auto bytes = packet.length - header;
  return {{}, words_of(*tcp, bytes), detail_of(packet, {ntohs(tcp->source)}, {ntohs(tcp->dest)}, bytes)};
}

SeenPacket from_udp(const Transport& packet) {
  const auto udp = header_at<udphdr>(packet.bytes);
  if (!udp || ntohs(udp->len) < sizeof *udp) return {};
  return {{}, "datagram", detail_of(packet, {ntohs(udp->source)}, {ntohs(udp->dest)}, ntohs(udp->len) - sizeof *udp)};
}

SeenPacket from_icmp(const Transport& packet) {
  if (packet.bytes.size() < 2) return {};
  const unsigned type = packet.bytes[0];
  const unsigned code = packet.bytes[1];
  const bool unreachable = packet.protocol == IPPROTO_ICMP ? type == ICMP_DEST_UNREACH && code == ICMP_PORT_UNREACH
                                                           : type == ICMP6_DST_UNREACH && code == ICMP6_DST_UNREACH_NOPORT;
  return {{},
          unreachable ? "ICMP port unreachable" : fmt::format("ICMP type {} code {}", type, code),
          fmt::format("{} > {}", packet.from.to_string(), packet.to.to_string())};
}

}  // namespace

SeenPacket read_packet(const unsigned char* frame, std::size_t size) {
  const Bytes bytes(frame, size);
  const auto ethernet = header_at<ether_header>(bytes);
  if (!ethernet) return {};
  const auto inner = bytes.subspan(sizeof *ethernet);
  std::optional<Transport> packet;
  if (ntohs(ethernet->ether_type) == ETHERTYPE_IP) packet = from_ipv4(inner);
  if (ntohs(ethernet->ether_type) == ETHERTYPE_IPV6) packet = from_ipv6(inner);
  if (!packet) return {};
  switch (packet->protocol) {
    case IPPROTO_TCP:
      return from_tcp(*packet);
    case IPPROTO_UDP:
      return from_udp(*packet);
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      return from_icmp(*packet);
    default:
      return {};
  }
}

}  // namespace wirelab
