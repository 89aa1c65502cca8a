#include "wire/raw_datagram.hpp"

#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

#include "process/system_call.hpp"

namespace wirelab {

void send_forged_datagram(const Endpoint& from, const Endpoint& to, std::string_view payload) {
  iphdr ip{};
  ip.version = 4;
  ip.ihl = sizeof ip / 4;
  ip.ttl = 64;
  ip.protocol = IPPROTO_UDP;
  ip.saddr = from.to_sockaddr().sin_addr.s_addr;
  ip.daddr = to.to_sockaddr().sin_addr.s_addr;
  udphdr udp{};
  udp.source = htons(from.port.number);
  udp.dest = htons(to.port.number);
  udp.len = htons(static_cast<std::uint16_t>(sizeof udp + payload.size()));
  // Length and checksum of the IP header are filled in by the kernel (raw(7)); a UDP checksum of 0 means none (RFC 768).
  std::string packet(sizeof ip + sizeof udp, '\0');
  std::memcpy(packet.data(), &ip, sizeof ip);
  std::memcpy(packet.data() + sizeof ip, &udp, sizeof udp);
  packet += payload;

  const auto socket = must_open(::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW), "raw socket");
  auto address = to.to_sockaddr();
  address.sin_port = 0;
  must(sendto(socket.get(), packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address),
       "send a forged datagram");
}

}  // namespace wirelab
