#include "process/plain_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>

#include "model/fault.hpp"
#include "process/build.hpp"

namespace wirelab {
namespace {

namespace fs = std::filesystem;

TEST(PlainFile, OnlyThatIsOpened) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  fs::create_symlink("file", folder.path() / "link");
  ASSERT_EQ(mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_TRUE(open_plain_file(folder.path() / "file").file);
  EXPECT_EQ(open_plain_file(folder.path() / "link").why_not, "it is a symbolic link");
  EXPECT_EQ(open_plain_file(folder.path() / "pipe").why_not, "it is no plain file");
  EXPECT_EQ(open_plain_file(folder.path()).why_not, "it is no plain file");
  EXPECT_FALSE(open_plain_file(folder.path() / "nothing").file);
}

TEST(PlainFile, AMachineThatFailsIsNoPropertyOfTheFile) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_THROW(open_plain_file("/proc/self/status"), GraderFault);
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace wirelab
