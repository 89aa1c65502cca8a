#include "wire/packets.hpp"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>

#include <gmock/gmock.h>

#include <cstring>
#include <string>

#include "process/descriptor.hpp"
#include "process/network.hpp"
#include "wire/packet_capture.hpp"
#include "wire/tcp_listener.hpp"
#include "wire/tcp_peer.hpp"

namespace wirelab {
namespace {

template <class Header>
std::string bytes_of(const Header& header) {
  return {reinterpret_cast<const char*>(&header), sizeof header};
}

SeenPacket read(const std::string& frame) {
  return read_packet(reinterpret_cast<const unsigned char*>(frame.data()), frame.size());
}

std::string ipv4_frame(unsigned char protocol, const std::string& inner, std::uint16_t fragment = 0) {
  ether_header ethernet{};
  ethernet.ether_type = htons(ETHERTYPE_IP);
  iphdr ip{};
  ip.version = 4;
  ip.ihl = 5;
  ip.protocol = protocol;
  ip.frag_off = htons(fragment);
  ip.tot_len = htons(static_cast<std::uint16_t>(sizeof ip + inner.size()));
  ip.saddr = htonl(0x7f000001);
  ip.daddr = htonl(0x7f000002);
  return bytes_of(ethernet) + bytes_of(ip) + inner;
}

tcphdr tcp_header() {
  tcphdr tcp{};
  tcp.source = htons(4000);
  tcp.dest = htons(80);
  tcp.doff = 5;
  tcp.ack = 1;
  return tcp;
}

TEST(Packets, AreToldByTheirControlBits) {
  auto tcp = tcp_header();
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp))).what, "ACK");
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp))).detail, "127.0.0.1:4000 > 127.0.0.2:80");
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp) + "abc")).what, "data");
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp) + "abc")).detail, "127.0.0.1:4000 > 127.0.0.2:80, 3 bytes");
  tcp.syn = 1;
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp))).what, "SYN ACK");
  tcp.ack = 0;
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp))).what, "SYN");
  tcp = tcp_header();
  tcp.fin = 1;
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp) + "a")).what, "data FIN");
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp))).what, "FIN");
  tcp = tcp_header();
  tcp.rst = 1;
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp))).what, "RST");
}

TEST(Packets, ADatagramIsToldWithItsLength) {
  udphdr udp{};
  udp.source = htons(5);
  udp.dest = htons(6);
  udp.len = htons(sizeof udp + 1);
  EXPECT_EQ(read(ipv4_frame(IPPROTO_UDP, bytes_of(udp) + "x")).detail, "127.0.0.1:5 > 127.0.0.2:6, 1 byte");
  EXPECT_EQ(read(ipv4_frame(IPPROTO_UDP, bytes_of(udp) + "x", 100)).what, "") << "a later fragment has no ports";
}

TEST(Packets, TellHowMuchWasSentAlsoWhereLessWasKept) {
  const auto whole = ipv4_frame(IPPROTO_TCP, bytes_of(tcp_header()) + std::string(1000, 'a'));
  EXPECT_EQ(read(whole.substr(0, 60)).detail, "127.0.0.1:4000 > 127.0.0.2:80, 1000 bytes");
}

TEST(Packets, OfTooFewBytesNothingIsTold) {
  const auto whole = ipv4_frame(IPPROTO_TCP, bytes_of(tcp_header()));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_EQ(read(whole.substr(0, size)).what, "") << size;
}

TEST(Packets, ALyingHeaderLengthIsNotBelieved) {
  auto tcp = tcp_header();
  tcp.doff = 15;
  EXPECT_EQ(read(ipv4_frame(IPPROTO_TCP, bytes_of(tcp))).what, "");
  auto frame = ipv4_frame(IPPROTO_TCP, bytes_of(tcp_header()));
  frame[sizeof(ether_header)] = 0x4f;
  EXPECT_EQ(read(frame).what, "");
}

}  // namespace
}  // namespace wirelab
