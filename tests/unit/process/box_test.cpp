#include "process/box.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <memory>
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

/// One program after another, in one box where that is possible.
class InTheSameBox : public InTheBox {
protected:
  /// Runs COMMAND in the box of the one before, if that can be used again; gives what it prints.
  std::string next(const std::string& command) { return next(launch_of("/bin/sh", {"-c", command})); }

  std::string next(const Launch& launch) {
    auto program = last_ ? std::make_unique<Program>(launch, *last_) : std::make_unique<Program>(launch);
    had_that_of_the_last_ = last_ && last_->has_left_its_box();
    last_ = std::move(program);
    eventually([this] {
      last_->pump();
      return last_->wait_status().has_value();
    });
    last_->pump();
    return last_->standard_output().head();
  }

  std::unique_ptr<Program> last_;
  bool had_that_of_the_last_ = false;
};

TEST_F(InTheSameBox, AnotherProgramFindsWhatTheFirstFound) {
  const std::string facts =
      "id -u; pwd; ls -la /box; grep -e CapEff -e CapBnd -e NoNewPrivs -e Seccomp /proc/self/status; ulimit -a; ls /proc/self/fd; "
      "env";
  const auto first = next(facts);
  EXPECT_THAT(first, HasSubstr("CapBnd:\t0000000000000000"));
  EXPECT_THAT(first, HasSubstr("Seccomp_filters:\t1\n"));
  EXPECT_EQ(next(facts), first);
  EXPECT_TRUE(had_that_of_the_last_);
  EXPECT_EQ(next(facts), first);
  EXPECT_TRUE(had_that_of_the_last_);
}

TEST_F(InTheSameBox, EachHasItsOwnArgumentsEnvironmentAndStreams) {
  auto launch = launch_of("/bin/sh", {"-c", "echo \"$0|$1|$2|$A|$(cat)\"; echo error >&2", "", "with a blank"});
  launch.environment = {"A=one"};
  launch.with_input = true;
  Program first(launch);
  first.type("first");
  first.end_input();
  const auto ended = [](Program& program) {
    return [&program] {
      program.pump();
      return program.wait_status().has_value();
    };
  };
  eventually(ended(first));
  launch.arguments.back() = "other";
  launch.arguments.emplace_back("");
  launch.environment = {"A=another"};
  Program second(launch, first);
  ASSERT_TRUE(first.has_left_its_box());
  second.type("second");
  second.end_input();
  eventually(ended(second));
  EXPECT_EQ(first.standard_output().head(), "|with a blank||one|first\n");
  EXPECT_EQ(second.standard_output().head(), "|other||another|second\n");
  EXPECT_EQ(second.standard_error().head(), "error\n");
  EXPECT_EQ(first.standard_error().head(), "error\n");
}

TEST_F(InTheSameBox, WhoHasLeftItIsOver) {
  next("true");
  auto before = std::move(last_);
  Program program(launch_of("/bin/sleep", {"1000"}), *before);
  ASSERT_TRUE(before->has_left_its_box());
  EXPECT_THAT(before->view().processes(), testing::IsEmpty());
  EXPECT_FALSE(before->pump());
  before->destroy();
  before.reset();
  EXPECT_EQ(program.view().processes().size(), 1u);
  program.destroy();
}

TEST_F(InTheSameBox, WhoLeavesAFileLeavesNoBox) {
  next("touch file");
  next("true");
  EXPECT_FALSE(had_that_of_the_last_);
}

TEST_F(InTheSameBox, NorDoesWhoRemovesIt) {
  // More than once, if need be: within one tick of the clock nothing could be told, and nothing would have happened.
  next("before=$(stat -c %z .); while [ \"$(stat -c %z .)\" = \"$before\" ]; do touch file; rm file; done");
  next("true");
  EXPECT_FALSE(had_that_of_the_last_);
}

TEST_F(InTheSameBox, NorWhoChangesTheFolder) {
  next("chmod 700 /box");
  next("true");
  EXPECT_FALSE(had_that_of_the_last_);
}

TEST_F(InTheSameBox, NorWhoLeavesAProcess) {
  next("sleep 1000 >/dev/null 2>&1 & echo done");
  next("true");
  EXPECT_FALSE(had_that_of_the_last_);
}

TEST_F(InTheSameBox, NorWhoLeavesOneThatEndsLater) {
  auto launch = launch_of("/bin/sh", {"-c", "exec 3<&0; cat <&3 >/dev/null & echo done"});
  launch.with_input = true;
  EXPECT_EQ(next(launch), "done\n");
  last_->end_input();
  eventually([this] { return last_->pump(); });
  next("true");
  EXPECT_TRUE(had_that_of_the_last_) << "it has ended by now, and everything is as it was";
}

TEST_F(InTheSameBox, WhoNeedsAnotherBoxGetsOne) {
  next("true");
  auto launch = launch_of("/bin/true");
  launch.with_witness = true;
  next(launch);
  EXPECT_FALSE(had_that_of_the_last_);
  next("true");
  EXPECT_FALSE(had_that_of_the_last_);
  launch = launch_of("/bin/true");
  launch.limits.descriptors = 64;
  next(launch);
  EXPECT_FALSE(had_that_of_the_last_);
  launch.arguments = {std::string(20'000, 'x')};
  next(launch);
  EXPECT_FALSE(had_that_of_the_last_) << "too long to be told";
}

TEST_F(InTheSameBox, AProgramThatIsNotThereIsReported) {
  next("true");
  Program program(launch_of("no_such_program"), *last_);
  ASSERT_TRUE(last_->has_left_its_box());
  eventually([&] {
    program.pump();
    return program.exec_error().has_value();
  });
  EXPECT_EQ(*program.exec_error(), ENOENT);
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
