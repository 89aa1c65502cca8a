#include "check/world.hpp"

#include <gtest/gtest.h>

#include "process/isolation.hpp"

namespace wirelab::check {
namespace {

/// Starts one program after another, and gives the number that each has in its box.
class ProgramsOfAWorld : public testing::Test {
protected:
  ProgramsOfAWorld() : world_((prepare_for_boxes(), session())) {}

  std::string number_of_next(const StartOptions& options, const std::string& words = "echo $$") {
    auto& started = world_.start("/bin/sh", {"-c", words}, "the program", options);
    EXPECT_EQ(world_.wait_for([&] { return started.program.wait_status().has_value(); }), Ending::met);
    return started.program.standard_output().head();
  }

  static StartOptions after_the_last() {
    StartOptions options;
    options.after_the_last = true;
    return options;
  }

private:
  static Session session() {
    Session session;
    session.folder = WIRELAB_CHECK_PROGRAMS;
    return session;
  }

  World world_;
};

TEST_F(ProgramsOfAWorld, HaveABoxEach) {
  EXPECT_EQ(number_of_next({}), "2\n");
  EXPECT_EQ(number_of_next({}), "2\n");
}

TEST_F(ProgramsOfAWorld, CanFollowEachOtherInOne) {
  EXPECT_EQ(number_of_next(after_the_last()), "2\n");
  EXPECT_EQ(number_of_next(after_the_last()), "3\n");
  EXPECT_EQ(number_of_next(after_the_last()), "4\n");
  EXPECT_EQ(number_of_next({}), "2\n");
}

TEST_F(ProgramsOfAWorld, GetANewOneWhenTheLastHasLeftSomethingBehind) {
  EXPECT_EQ(number_of_next(after_the_last(), "echo $$; echo something > file"), "2\n");
  EXPECT_EQ(number_of_next(after_the_last()), "2\n");
}

}  // namespace
}  // namespace wirelab::check
