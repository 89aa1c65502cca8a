#include "process/socket_table.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>

#include "boxed.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

class Sockets : public Boxed {};

std::uint64_t inode_of(const Descriptor& descriptor) {
  struct stat status {};
  must(fstat(descriptor.get(), &status), "fstat");
  return status.st_ino;
}

TEST_F(Sockets, Ipv4AndIpv6ListenersAreSeen) {
  const auto four = must_open(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  const auto address = Endpoint{Address(), Port{4000}}.to_sockaddr();
  must(bind(four.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  must(listen(four.get(), 7), "listen");
  const auto six = must_open(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  sockaddr_in6 any{};
  any.sin6_family = AF_INET6;
  any.sin6_port = htons(4001);
  must(bind(six.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any), "bind");
  must(listen(six.get(), 1), "listen");

  const auto listening = SocketTable().listening();
  ASSERT_EQ(listening.size(), 2u);
  EXPECT_EQ(listening[0].local.to_string(), "0.0.0.0:4000");
  EXPECT_EQ(listening[0].inode, inode_of(four));
  EXPECT_EQ(listening[0].send_queue, 7u) << "the backlog";
  EXPECT_EQ(listening[1].local.to_string(), "[::]:4001");
  EXPECT_TRUE(listening[1].ipv6_socket);
  EXPECT_TRUE(listening[1].takes(Address::ipv4(0x7f000001)));
}

TEST_F(Sockets, UdpSocketsAreSeen) {
  const auto udp = must_open(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
  const auto address = Endpoint{Address(), Port{4002}}.to_sockaddr();
  must(bind(udp.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  const auto sockets = SocketTable().udp();
  ASSERT_EQ(sockets.size(), 1u);
  EXPECT_EQ(sockets[0].local.port, Port{4002});
}

TEST_F(Sockets, UnixSocketsAreSeen) {
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
  const Descriptor one(ends[0]);
  const Descriptor other(ends[1]);
  const auto proc = must_open(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC), "/proc");
  const auto seen = unix_sockets(proc, Pid{getpid()});
  for (const auto* end : {&one, &other})
    EXPECT_TRUE(std::ranges::any_of(seen, [&](const UnixSocket& socket) { return socket.inode == inode_of(*end); }));
}

TEST(Ports, SwapTheirBytes) { EXPECT_EQ(Port{8080}.swapped(), Port{36895}); }

TEST(Addresses, ShowAMappedAddressAsTheIpv4AddressThatItMeans) {
  std::array<std::uint8_t, 16> bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
  EXPECT_EQ(Address::ipv6(bytes).to_string(), "127.0.0.1");
  EXPECT_TRUE(Address::ipv6(bytes).is_loopback());
}

}  // namespace
}  // namespace wirelab
