#include "process/waiting_call.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include <fmt/format.h>

namespace wirelab {
namespace {

SystemCall call(long number, std::array<std::uint64_t, 6> arguments = {}) { return {number, arguments}; }

TEST(WaitingCall, IsParsedFromTheTextOfProc) {
  const auto parsed = parse_system_call("45 0x4 0x7ffd 0x400 0x0 0x0 0x0 0x7ffe 0x7f00\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->number, 45);
  EXPECT_EQ(parsed->arguments[0], 4u);
  EXPECT_EQ(parsed->arguments[2], 0x400u);
}

TEST(WaitingCall, IsNoneWhenRunningOrOutsideACall) {
  EXPECT_FALSE(parse_system_call("running\n"));
  EXPECT_FALSE(parse_system_call("-1 0x7ffe 0x7f00\n"));
  EXPECT_FALSE(parse_system_call(""));
}

TEST(Patience, IsForeverWithoutATimeout) {
  for (const long number : {SYS_accept4, SYS_recvfrom, SYS_read, SYS_wait4, SYS_sendto})
    EXPECT_EQ(patience_of(call(number)), Patience::forever) << number;
  EXPECT_EQ(patience_of(call(SYS_epoll_pwait, {3, 0, 1, 0xffffffff, 0, 0})), Patience::forever);
  EXPECT_EQ(patience_of(call(SYS_ppoll)), Patience::forever);
  EXPECT_EQ(patience_of(call(SYS_pselect6)), Patience::forever);
  EXPECT_EQ(patience_of(call(SYS_futex, {0x1000, 128, 0, 0, 0, 0})), Patience::forever);
}

TEST(Patience, EndsWithATimeout) {
  EXPECT_EQ(patience_of(call(SYS_epoll_pwait, {3, 0, 1, 100, 0, 0})), Patience::until_timeout);
  EXPECT_EQ(patience_of(call(SYS_ppoll, {0, 0, 0x7ffe, 0, 0, 0})), Patience::until_timeout);
  EXPECT_EQ(patience_of(call(SYS_clock_nanosleep)), Patience::until_timeout);
  EXPECT_EQ(patience_of(call(SYS_futex, {0x1000, 128, 0, 0x7ffe, 0, 0})), Patience::until_timeout);
  EXPECT_EQ(patience_of(call(SYS_restart_syscall)), Patience::until_timeout);
}

TEST(Patience, IsUnknownForWhatDoesNotWaitForTheOutside) {
  EXPECT_EQ(patience_of(call(SYS_fsync)), Patience::unknown);
  EXPECT_EQ(patience_of(call(SYS_futex, {0x1000, 129, 0, 0, 0, 0})), Patience::unknown);
}

TEST(WaitsForAClient, IsAcceptAlone) {
  for (const long number : {SYS_accept, SYS_accept4}) EXPECT_TRUE(waits_for_a_client(call(number))) << number;
  for (const long number : {SYS_recvfrom, SYS_ppoll, SYS_wait4}) EXPECT_FALSE(waits_for_a_client(call(number))) << number;
}

TEST(WaitingCall, BytesAreWaitedForInACallThatTakesThemOrUntilOneIsReady) {
  for (const long number : {SYS_read, SYS_readv, SYS_recvfrom, SYS_recvmsg}) {
    EXPECT_TRUE(waits_for_bytes(call(number))) << number;
    EXPECT_FALSE(waits_until_ready(call(number))) << number;
  }
  for (const long number : {SYS_ppoll, SYS_pselect6, SYS_epoll_pwait}) {
    EXPECT_TRUE(waits_until_ready(call(number))) << number;
    EXPECT_FALSE(waits_for_bytes(call(number))) << number;
  }
  for (const long number : {SYS_accept, SYS_write, SYS_sendto, SYS_wait4, SYS_nanosleep}) {
    EXPECT_FALSE(waits_for_bytes(call(number))) << number;
    EXPECT_FALSE(waits_until_ready(call(number))) << number;
  }
}

TEST(WaitsForAChildOfVfork, IsVforkByItsOwnNameOrByClone) {
  EXPECT_TRUE(waits_for_a_child_of_vfork(call(SYS_clone, {CLONE_VM | CLONE_VFORK | SIGCHLD})));
  EXPECT_FALSE(waits_for_a_child_of_vfork(call(SYS_clone, {SIGCHLD})));
  EXPECT_FALSE(waits_for_a_child_of_vfork(call(SYS_wait4)));
}

TEST(Describe, NamesCallAndDescriptor) {
  EXPECT_EQ(describe(call(SYS_accept4, {3})), "accept(fd 3)");
  EXPECT_EQ(describe(call(SYS_wait4)), "wait4");
  EXPECT_EQ(descriptor_of(call(SYS_recvfrom, {7})), 7);
  EXPECT_EQ(descriptor_of(call(SYS_wait4, {7})), std::nullopt);
}

}  // namespace
}  // namespace wirelab
