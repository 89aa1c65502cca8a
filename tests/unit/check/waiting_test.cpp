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

Session session_with_programs() {
  prepare_for_boxes();
  Session session;
  session.folder = WIRELAB_CHECK_PROGRAMS;
  return session;
}

StartOptions with_input() {
  StartOptions options;
  options.with_input = true;
  return options;
}

TEST(Waiting, WhoComputesAtItsStartIsNoBusyLoop) {
  World world(session_with_programs());
  const auto& started = world.start("starts-slowly", {}, "the program");
  EXPECT_EQ(world.wait_for([&] { return started.program.wait_status().has_value(); }), Ending::met);
}

/// Enough that reading it takes far more processor time than makes a busy loop, also at the start.
constexpr std::size_t input_size = 300;

TEST(Waiting, WhoReadsSlowlyIsNoBusyLoop) {
  World world(session_with_programs());
  auto& started = world.start("reads-slowly", {}, "the program", with_input());
  started.program.type(std::string(input_size, 'x'));
  started.program.end_input();
  EXPECT_EQ(world.wait_for([&] { return started.program.wait_status().has_value(); }), Ending::met);
}

TEST(Waiting, WhoComputesWithoutEndIsABusyLoop) {
  World world(session_with_programs());
  auto& started = world.start("never-ends", {}, "the program", with_input());
  started.program.type("x");
  EXPECT_EQ(world.wait_for([&] { return started.program.wait_status().has_value(); }), Ending::busy_loop);
}

}  // namespace
}  // namespace wirelab::check
