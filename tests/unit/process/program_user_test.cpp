// In `uid`: what programs of other users can reach, and what taking their place for a moment must leave as it is.

#include "process/program_user.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/build.hpp"
#include "process/held_name.hpp"

namespace wirelab {
namespace {

constexpr ProgramUser somebody{first_high_user + 5, first_high_user + 5};

class ProgramUserTest : public testing::Test {
protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "only root is others";
  }
};

TEST_F(ProgramUserTest, ReadingAsSomebodyLeavesTheWishToEndWithTheParent) {
  const pid_t child = fork();
  if (child == 0) {
    int wish = 0;
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) _exit(1);
    { const ReadingAs user(somebody); }
    _exit(prctl(PR_GET_PDEATHSIG, &wish) == 0 && wish == SIGTERM ? 0 : 2);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(ProgramUserTest, AFolderThatNoProgramCanComeToIsAFaultOfTheMachine) {
  const TemporaryFolder outer;
  const auto inner = outer.path() / "inner";
  std::filesystem::create_directory(inner);
  open_to_programs(inner, false);
  EXPECT_THROW(must_be_in_reach_of_programs(inner), GraderFault);
  std::filesystem::permissions(outer.path(), std::filesystem::perms(0711));
  EXPECT_NO_THROW(must_be_in_reach_of_programs(inner));
  std::filesystem::permissions(outer.path(), std::filesystem::perms(0700));
  open_to_programs(outer.path(), false);
  EXPECT_NO_THROW(must_be_in_reach_of_programs(inner));
}

// In a container that maps few numbers another grader may have come to the same one: the next one is free.
TEST_F(ProgramUserTest, AUserThatIsHeldIsNobodyElses) {
  const TemporaryFolder folder;
  auto first = unused_user(folder.path());
  ASSERT_TRUE(first.holder);
  const auto elsewhere = unused_user(folder.path()).program.user;
  const auto other_grader = hold_name(fmt::format("wirelab-user-{}", elsewhere));
  ASSERT_TRUE(other_grader);
  for (int program = 0; program < 200; ++program) {  // more than a process has
    const auto other = unused_user(folder.path());
    EXPECT_NE(other.program.user, first.program.user);
    EXPECT_NE(other.program.user, elsewhere);
  }
}

// A program that stops all of its user's processes must not make the one who ends them wait for ever.
TEST_F(ProgramUserTest, AKillerThatIsStoppedIsEnded) {
  const pid_t killer = fork();
  if (killer == 0) {
    raise(SIGSTOP);
    _exit(0);
  }
  wait_for_killer(killer);
  EXPECT_EQ(waitpid(killer, nullptr, 0), -1);
}

}  // namespace
}  // namespace wirelab
