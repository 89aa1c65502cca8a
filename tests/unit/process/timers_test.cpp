#include "process/timers.hpp"

#include <gmock/gmock.h>

#include "boxed.hpp"

namespace wirelab {
namespace {

class Timers : public Boxed {
protected:
  /// The timer that is found once the program sleeps.
  static std::optional<std::string> timer_of(const std::string& kind) {
    Program program(launch_of("timers", {kind}));
    const ProcessView* view = &program.view();
    const SocketTable table;
    Settled settled;
    eventually([&] {
      settled = settle({&view, 1}, table);
      return settled.quiet == Quiet::settled;
    });
    return find_timer(program.view(), settled.looks.at(0));
  }
};

TEST_F(Timers, AreFoundWhereTheCallDoesNotShowThem) {
  EXPECT_THAT(timer_of("timerfd"), testing::Optional(testing::HasSubstr("timerfd")));
  EXPECT_THAT(timer_of("sigalrm"), testing::Optional(testing::HasSubstr("SIGALRM")));
  EXPECT_THAT(timer_of("signalfd"), testing::Optional(testing::HasSubstr("SIGALRM")));
  EXPECT_THAT(timer_of("posix"), testing::Optional(testing::HasSubstr("timer_create")));
  EXPECT_THAT(timer_of("rcvtimeo"), testing::Optional(testing::HasSubstr("SO_RCVTIMEO")));
}

/// It cannot be told from one that is due, when the processor that would say so is not let run.
TEST_F(Timers, ADisarmedTimerfdIsTakenForOne) {
  EXPECT_THAT(timer_of("disarmed"), testing::Optional(testing::HasSubstr("timerfd")));
}

TEST_F(Timers, AreNotFoundWhereThereAreNone) { EXPECT_EQ(timer_of("none"), std::nullopt); }

/// Its signal may be left to end the process that waits: no file of /proc tells of it.
TEST_F(Timers, OfAProgramThatNamesAlarmMayBeThere) {
  const std::filesystem::path programs = WIRELAB_TEST_PROGRAMS;
  EXPECT_TRUE(names_an_interval_timer(programs / "timers"));
  EXPECT_FALSE(names_an_interval_timer(programs / "see_saw"));
  EXPECT_FALSE(names_an_interval_timer(programs / "no such program"));
}

}  // namespace
}  // namespace wirelab
