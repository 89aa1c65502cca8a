// The shim does what it says, and nothing when it is off.
#include "check/shim.hpp"

#include <gtest/gtest.h>

#include "process/isolation.hpp"

namespace wirelab::check {
namespace {

/// What the probe prints when it is started with SHIM.
std::string probed(const Shim& shim) {
  prepare_for_boxes();
  Session session;
  session.folder = WIRELAB_CHECK_PROGRAMS;
  World world(session);
  auto& started = world.start("shim_probe", {}, "the probe", with_shim(shim));
  world.wait_for([&] { return started.program.wait_status().has_value(); });
  world.wait_until_quiet();
  return started.program.standard_output().head();
}

TEST(Shim, IsOffUnlessAskedFor) {
  EXPECT_EQ(probed({}), "send 10\nwrite 10\nrecv 5\nread 1\ndatagram 10\ndatagram 10\nfork yes\nfork yes\n");
}

TEST(Shim, ShortensSendsOnStreams) {
  EXPECT_EQ(probed(with_short_sends(3)), "send 3\nwrite 3\nrecv 5\nread 1\ndatagram 10\ndatagram 10\nfork yes\nfork yes\n");
}

TEST(Shim, ShortensReceivesOnStreams) {
  EXPECT_EQ(probed(with_short_receives(2)), "send 10\nwrite 10\nrecv 2\nread 1\ndatagram 10\ndatagram 10\nfork yes\nfork yes\n");
}

TEST(Shim, InterruptsEveryOtherCall) {
  EXPECT_EQ(probed(with_interrupts()),
            "send EINTR\nwrite 10\nrecv EINTR\nread 1\ndatagram EINTR\ndatagram EAGAIN\nfork yes\nfork yes\n");
}

TEST(Shim, LetsForkFailAfterSome) {
  EXPECT_EQ(probed(with_fork_failing_after(1)),
            "send 10\nwrite 10\nrecv 5\nread 1\ndatagram 10\ndatagram 10\nfork yes\nfork EAGAIN\n");
}

TEST(Shim, TakesSeveralWishes) {
  EXPECT_EQ(probed(with_short_receives(1) + with_fork_failing_after(0)),
            "send 10\nwrite 10\nrecv 1\nread 1\ndatagram 10\ndatagram 10\nfork EAGAIN\nfork EAGAIN\n");
}

}  // namespace
}  // namespace wirelab::check
