// The grader's ends of exchanges without connections, in a network of their own.
#include <gtest/gtest.h>

#include "process/isolation.hpp"
#include "process/network.hpp"
#include "wire/datagram_watch.hpp"
#include "wire/raw_datagram.hpp"
#include "wire/tcp_listener.hpp"
#include "wire/udp_peer.hpp"

namespace wirelab {
namespace {

Endpoint on_loopback(std::uint16_t port = 0) { return {Address::ipv4(0x7f000001), Port{port}}; }

class Datagrams : public testing::Test {
protected:
  Datagrams() {
    prepare_for_boxes();
    enter_new_network();
  }
};

TEST_F(Datagrams, ArriveWholeWithTheirSender) {
  UdpPeer one(on_loopback());
  UdpPeer other(on_loopback());
  const std::string longest(65507, 'x');
  one.send(other.local(), "");
  one.send(other.local(), longest);
  ASSERT_TRUE(other.pump());
  ASSERT_EQ(other.inbox().size(), 2u);
  const auto empty = other.take();
  EXPECT_EQ(empty.payload, "");
  EXPECT_EQ(empty.from, one.local());
  const auto full = other.take();
  EXPECT_EQ(full.payload, longest);
  // In which order is not asked: the kernel begins to stamp a little after the first socket wants it, and what came before that
  // is stamped when it is read.
  EXPECT_GT(empty.arrived.count(), 0);
  EXPECT_GT(full.arrived.count(), 0);
}

TEST_F(Datagrams, AreSeenWhereverTheyGoAndOnce) {
  DatagramWatch watch;
  UdpPeer peer(on_loopback());
  UdpPeer reader(on_loopback());
  peer.send(reader.local(), "there");
  peer.send(on_loopback(9), "nobody is there");
  peer.send(reader.local(), std::string(60000, 'y'));  // some forty fragments
  watch.pump();
  ASSERT_EQ(watch.seen().size(), 3u);
  EXPECT_EQ(watch.seen()[0].to, reader.local());
  EXPECT_EQ(watch.seen()[0].start, "there");
  EXPECT_EQ(watch.seen()[1].to, on_loopback(9));
  EXPECT_EQ(watch.seen()[2].length, 60000u);
  EXPECT_FALSE(watch.in_flight()) << "all of them have been delivered, or refused";
}

TEST_F(Datagrams, FindAClosedPortWhereNothingIsTaken) {
  DatagramWatch watch;
  UdpPeer deaf(on_loopback());
  UdpPeer other(on_loopback());
  deaf.take_nothing();
  deaf.send(other.local(), "do not answer");
  ASSERT_TRUE(other.pump());
  EXPECT_EQ(other.take().from, deaf.local());
  other.send(deaf.local(), "an answer");
  EXPECT_FALSE(deaf.pump());
  watch.pump();
  EXPECT_FALSE(watch.in_flight()) << "the refusal has been delivered";
}

TEST_F(Datagrams, CanBeForged) {
  UdpPeer reader(on_loopback());
  const Endpoint nowhere{Address::ipv4(0xc0000209), Port{0}};
  send_forged_datagram(nowhere, reader.local(), "boo");
  ASSERT_TRUE(reader.pump());
  const auto datagram = reader.take();
  EXPECT_EQ(datagram.from, nowhere);
  EXPECT_EQ(datagram.payload, "boo");
}

TEST_F(Datagrams, ResetBehindTheEndOfAStreamIsNoticed) {
  TcpListener listener(on_loopback(), {});
  auto client = TcpPeer::connect(listener.local());
  auto server = listener.accept();
  ASSERT_TRUE(server);
  client.pump();
  client.close();
  server->pump();
  EXPECT_TRUE(server->ended());
  EXPECT_FALSE(server->was_reset());
  server->send("still there?");
  server->pump();
  EXPECT_TRUE(server->was_reset());
}

}  // namespace
}  // namespace wirelab
