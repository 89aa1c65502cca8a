#include "process/box.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include "boxed.hpp"
#include "model/fault.hpp"

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

// A copy of the grader's end of a pipe or of a connection would keep it open: the program would wait for its end.
TEST_F(InTheBox, ItsInitHoldsNoEndOfTheGraders) {
  auto launch = launch_of("/bin/cat");
  launch.with_input = true;
  for (int turn = 0; turn < 20; ++turn) {
    Program program(launch);
    const Descriptor own_proc(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
    const auto folder = std::to_string(program.box().guardian().number) + "/fd";
    const auto held = numbered_entries(own_proc, folder.c_str());
    EXPECT_LE(held.size(), 4u) << "its socket to the grader, and the program's standard input, output and error";
  }
}

TEST_F(InTheBox, NothingOfTheGraderIsThere) {
  EXPECT_EQ(shell("ls /proc/self/fd | wc -l"), "4\n") << "0, 1, 2 and the folder that ls reads";
  EXPECT_EQ(shell("env | grep -v -e ^PATH= -e ^LC_ALL= -e ^HOME= -e ^TMPDIR= -e ^PWD= -e ^_= -e ^OLDPWD= -e ^SHLVL="), "");
  EXPECT_THAT(shell("kill -9 1; echo still here"), HasSubstr("still here"));
  EXPECT_THAT(shell("cat /proc/1/environ"), HasSubstr("Permission denied"));
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

TEST(DescribeWaitStatus, NamesTheSignal) {
  EXPECT_EQ(describe_wait_status(W_EXITCODE(3, 0)), "exit status 3");
  EXPECT_EQ(describe_wait_status(13), "SIGPIPE (signal 13)");
}

}  // namespace
}  // namespace wirelab
