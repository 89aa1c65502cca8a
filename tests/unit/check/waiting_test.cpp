// The loop that waits: what is not taken for quiet.

#include <gtest/gtest.h>

#include "check/world.hpp"
#include "process/isolation.hpp"

namespace wirelab::check {
namespace {

TEST(Waiting, WhoWaitsForUsToReadWhatItWritesIsNotQuiet) {
  prepare_for_boxes();
  Session session;
  session.folder = WIRELAB_CHECK_PROGRAMS;
  World world(session);
  world.start("flood", {}, "the program");
  const auto ending = world.wait_until_quiet();
  EXPECT_TRUE(ending == Ending::busy_loop || ending == Ending::out_of_time) << static_cast<int>(ending);
}

}  // namespace
}  // namespace wirelab::check
