#include "process/process_view.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace wirelab {
namespace {

TEST(NumberedEntries, AreTheNumbersAmongTheNames) {
  const Descriptor own(open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto descriptors = numbered_entries(own, "fd");
  EXPECT_NE(std::ranges::find(descriptors, Pid{STDERR_FILENO}), descriptors.end());
  EXPECT_TRUE(numbered_entries(own, "no such folder").empty());
}

// The descriptors of a process that ended between the opening of its folder and the reading of it.
TEST(NumberedEntries, OfAProcessThatHasGoneAreNone) {
  const pid_t child = fork();
  if (child == 0)
    while (true) pause();
  Descriptor folder(open(("/proc/" + std::to_string(child) + "/fd").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ASSERT_TRUE(folder);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(numbered_entries(std::move(folder)).empty());
}

}  // namespace
}  // namespace wirelab
