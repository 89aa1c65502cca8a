#include "process/box.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <set>

#include <fmt/format.h>

#include "boxed.hpp"
#include "model/fault.hpp"
#include "process/build.hpp"
#include "process/landlock.hpp"
#include "process/look.hpp"
#include "process/proc_file.hpp"
#include "process/program_user.hpp"

namespace wirelab {
namespace {

using testing::HasSubstr;
using testing::Not;

class InTheBox : public Boxed {
protected:
  /// What a shell in the box prints for COMMAND.
  static std::string shell(const std::string& command) {
    auto launch = launch_of("/bin/sh", {"-c", "{ " + command + "; } 2>&1"});
    Program program(launch);
    eventually([&] {
      program.pump();
      return program.wait_status().has_value();
    });
    program.pump();
    return program.standard_output().head();
  }
};

TEST_F(InTheBox, TheProgramIsNoRootAndNotTheFirstProcess) {
  EXPECT_EQ(shell("id -u"), "1000\n");
  EXPECT_EQ(shell("echo $$"), "2\n");
  EXPECT_THAT(shell("grep CapEff /proc/self/status"), HasSubstr("0000000000000000"));
  EXPECT_THAT(shell("grep NoNewPrivs /proc/self/status"), HasSubstr("1"));
}

TEST_F(InTheBox, OnlyTheSystemFoldersAreThereAndReadOnly) {
  EXPECT_EQ(shell("cat /etc/passwd >/dev/null || echo none"), "cat: /etc/passwd: No such file or directory\nnone\n");
  EXPECT_THAT(shell("touch /usr/x"), HasSubstr("Read-only file system"));
  EXPECT_THAT(shell("touch /x"), HasSubstr("Read-only file system"));
  EXPECT_THAT(shell("touch /program/x"), HasSubstr("Read-only file system"));
  EXPECT_EQ(shell("pwd; touch x && echo made"), "/box\nmade\n");
}

TEST_F(InTheBox, TheStandardStreamsCanBeOpenedByName) {
  EXPECT_EQ(shell("echo out >/dev/stdout; echo error >/dev/stderr; echo in | cat /dev/stdin; echo third 3>&1 >/dev/fd/3"),
            "out\nerror\nin\nthird\n");
}

TEST_F(InTheBox, ProtocolsAndServicesHaveTheirNames) {
  EXPECT_EQ(shell("getent protocols tcp udp | tr -s ' '"), "tcp 6 TCP\nudp 17 UDP\n");
  EXPECT_EQ(shell("getent services echo | tr -s ' '"), "echo 7/tcp\n");
}

// A copy of the grader's end of a pipe or of a connection would keep it open: the program would wait for its end.
TEST_F(InTheBox, ItsInitHoldsNoEndOfTheGraders) {
  auto launch = launch_of("/bin/cat");
  launch.with_input = true;
  for (int turn = 0; turn < 20; ++turn) {
    Program program(launch);
    const Descriptor own_proc(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
    const auto folder = std::to_string(program.box().guardian().number) + "/fd";
    std::set<std::string> held;  // it may be about to give the same end another number
    for (const auto number : numbered_entries(own_proc, folder.c_str()))
      held.insert(read_proc_link(own_proc, fmt::format("{}/{}", folder, number.number)).value_or(""));
    EXPECT_LE(held.size(), 4u) << "its socket to the grader, and the program's standard input, output and error";
  }
}

TEST_F(InTheBox, NothingOfTheGraderIsThere) {
  EXPECT_EQ(shell("ls /proc/self/fd | wc -l"), "4\n") << "0, 1, 2 and the folder that ls reads";
  EXPECT_EQ(shell("env | grep -v -e ^PATH= -e ^LC_ALL= -e ^HOME= -e ^TMPDIR= -e ^PWD= -e ^_= -e ^OLDPWD= -e ^SHLVL="), "");
  EXPECT_THAT(shell("kill -9 1; echo still here"), HasSubstr("still here"));
  EXPECT_THAT(shell("cat /proc/1/environ"), HasSubstr("No such file")) << "init is not seen at all (proc(5), hidepid)";
}

TEST_F(InTheBox, NoFurtherNamespacesCanBeMade) { EXPECT_THAT(shell("unshare -U true && echo made"), Not(HasSubstr("made"))); }

TEST_F(InTheBox, LimitsHold) {
  EXPECT_EQ(shell("ulimit -n"), "128\n");
  EXPECT_THAT(shell("head -c 20000000 /dev/zero > file; ls -s file | cut -d' ' -f1"), HasSubstr("16384"));
}

TEST_F(InTheBox, AProgramThatIsNotThereIsReported) {
  Program program(launch_of("no_such_program"));
  eventually([&] {
    program.pump();
    return program.exec_error().has_value();
  });
  EXPECT_EQ(*program.exec_error(), ENOENT);
}

TEST_F(InTheBox, EverythingGoesWithTheBox) {
  Program program(
      launch_of("/bin/sh", {"-c", "for i in 1 2 3 4 5; do (trap '' TERM; exec sleep 1000) & done; setsid sleep 1000 & wait"}));
  eventually([&] { return program.view().processes().size() == 7; });
  program.destroy();
  EXPECT_TRUE(program.view().processes().empty());
}

TEST(Bare, RunsWithoutNamespacesAndLeavesNothing) {
  Launch launch;
  launch.isolation = Isolation::bare;
  launch.folder = "/";
  launch.executable = "/bin/sh";
  launch.arguments = {"-c", "sleep 1000 & setsid sleep 1000 & wait"};
  Program program(launch);
  while (program.view().processes().size() < 3) poll_step({}, longest_poll_step);
  program.destroy();
  EXPECT_TRUE(program.view().processes().empty());
}

/// Root alone can give a program a user of its own.
class WithAUserOfItsOwn : public testing::Test {
protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    folder_.emplace();
    open_to_programs(folder_->path(), false);
  }

  Launch shell(const std::string& words) const {
    Launch launch;
    launch.isolation = Isolation::uid;
    launch.folder = folder_->path();
    launch.executable = "/bin/sh";
    launch.arguments = {"-c", words};
    return launch;
  }

  std::string said_by(const std::string& words) const {
    Program program(shell(words));
    while (!program.wait_status()) {
      program.pump();
      poll_step({}, longest_poll_step);
    }
    program.pump();
    return program.standard_output().head();
  }

  std::optional<TemporaryFolder> folder_;
};

TEST_F(WithAUserOfItsOwn, IsNobodyElse) {
  const auto one = said_by("id -u");
  const auto other = said_by("id -u");
  EXPECT_GE(std::stoul(one), 60000u);
  EXPECT_NE(one, other);
  EXPECT_EQ(said_by("id -G | wc -w"), "1\n");
}

TEST_F(WithAUserOfItsOwn, OpensItsStandardStreamsByName) { EXPECT_EQ(said_by("echo out >/dev/stdout"), "out\n"); }

TEST_F(WithAUserOfItsOwn, LeavesNothing) {
  Program program(shell("for i in 1 2 3 4 5; do (trap '' TERM; exec sleep 1000) & done; setsid sleep 1000 & wait"));
  while (program.view().processes().size() < 7) poll_step({}, longest_poll_step);
  program.destroy();
  EXPECT_TRUE(program.view().processes().empty());
}

TEST_F(WithAUserOfItsOwn, WhoIsHeldAtItsEndGoesToo) {
  auto launch = shell("exit 3");
  launch.hold_at_exit = true;
  Program program(launch);
  while (!program.held_at_exit()) {
    program.pump();
    poll_step({}, longest_poll_step);
  }
  program.destroy();
  EXPECT_TRUE(program.view().processes().empty());
}

TEST_F(WithAUserOfItsOwn, ReachesOnlyItsOwn) {
  if (landlock_version() == 0) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(said_by("cat /etc/passwd 2>/dev/null || echo refused"), "refused\n");
  EXPECT_EQ(said_by("ls /tmp 2>/dev/null || echo refused"), "refused\n");
  EXPECT_EQ(said_by("echo x > /tmp/wirelab-was-here 2>/dev/null || echo refused"), "refused\n");
  EXPECT_EQ(said_by("echo x > here 2>/dev/null || echo refused"), "refused\n");
  EXPECT_EQ(said_by("kill -0 " + std::to_string(getpid()) + " 2>/dev/null || echo refused"), "refused\n");
}

TEST_F(WithAUserOfItsOwn, IsSeenAsleep) {
  auto launch = shell("exec cat");
  launch.with_input = true;
  Program program(launch);
  while (true) {
    const auto look = look_at(program.view());
    if (look.tasks.size() == 1 && look.tasks[0].call && look.tasks[0].state == 'S') break;
    poll_step({}, longest_poll_step);
  }
}

TEST(DescribeWaitStatus, NamesTheSignal) {
  EXPECT_EQ(describe_wait_status(W_EXITCODE(3, 0)), "exit status 3");
  EXPECT_EQ(describe_wait_status(13), "SIGPIPE (signal 13)");
}

}  // namespace
}  // namespace wirelab
