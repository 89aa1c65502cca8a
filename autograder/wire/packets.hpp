// What a packet capture tells of the packets on the loopback of this network.
#pragma once

#include <chrono>
#include <string>

namespace wirelab {

/// A packet, as its headers tell.
struct SeenPacket {
  std::chrono::system_clock::time_point when;
  std::string what;    ///< "SYN", "SYN ACK", "data", "data FIN", "RST", "ACK", "datagram", "ICMP port unreachable"
  std::string detail;  ///< "127.0.0.1:41782 > 127.0.0.1:8080, 3 bytes"
};

/// What the headers of an Ethernet frame tell; SIZE bytes of it were kept. No `what`: it is neither TCP nor UDP nor ICMP over IP,
/// or too little was kept.
SeenPacket read_packet(const unsigned char* frame, std::size_t size);

}  // namespace wirelab
