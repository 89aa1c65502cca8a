#include "process/network.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "process/system_call.hpp"

namespace wirelab {
namespace {

/// A socket with a port that the kernel chose.
class Bound {
public:
  explicit Bound(int type) : socket_(must_open(socket(AF_INET, type, 0), "socket")) {
    sockaddr_in address = Endpoint{Address::ipv4(INADDR_LOOPBACK), Port{}}.to_sockaddr();
    socklen_t size = sizeof address;
    must(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), "bind");
    must(getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    port_ = Port{ntohs(address.sin_port)};
  }
  Port port() const { return port_; }
  void close() { socket_.reset(); }

private:
  Descriptor socket_;
  Port port_;
};

TEST(ReservedPort, HasOneHolder) {
  Bound one(SOCK_STREAM);
  Bound other(SOCK_STREAM);
  one.close();
  other.close();
  auto holder = reserve_port(one.port());
  ASSERT_TRUE(holder);
  EXPECT_FALSE(reserve_port(one.port()));
  EXPECT_TRUE(reserve_port(other.port()));
  holder.reset();
  EXPECT_TRUE(reserve_port(one.port()));
}

TEST(ReservedPort, IsNotOneThatASocketHas) {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
    Bound other(type);
    EXPECT_FALSE(reserve_port(other.port()));
    other.close();
    EXPECT_TRUE(reserve_port(other.port())) << "nothing is held when it was in vain";
  }
}

}  // namespace
}  // namespace wirelab
