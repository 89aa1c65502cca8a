#include "report/whole_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace wirelab {
namespace {

TEST(WholeFile, WhoMayReadItStaysAsItWas) {
  const std::filesystem::path file = testing::TempDir() + "whole_file_test.csv";
  for (const auto mode : {0600, 0640, 0664}) {
    std::ofstream(file) << "before";
    std::filesystem::permissions(file, std::filesystem::perms(mode));
    write_whole_file(file, "after");
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(mode));
    std::ifstream stream(file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), "after");
    std::filesystem::remove(file);
  }
}

TEST(WholeFile, NothingComesInPlaceOfAPipe) {
  const std::filesystem::path pipe = testing::TempDir() + "whole_file_test.pipe";
  std::filesystem::remove(pipe);
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  write_whole_file(pipe, "report");
  char text[16];
  EXPECT_EQ(read(reader, text, sizeof text), 6);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  close(reader);
  std::filesystem::remove(pipe);
}

TEST(WholeFile, OnlyAFileIsTakenAway) {
  const std::filesystem::path pipe = testing::TempDir() + "whole_file_test.kept";
  std::filesystem::remove(pipe);
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  remove_whole_file(pipe);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  std::filesystem::remove(pipe);
  remove_whole_file(pipe);  // there is none

  const std::filesystem::path file = testing::TempDir() + "whole_file_test.stale";
  write_whole_file(file, "an earlier report");
  remove_whole_file(file);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(WholeFile, TheLinksOfTheKernelStay) {
  const auto own = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const auto link = std::filesystem::path("/proc/self/fd") / std::to_string(own);
  EXPECT_NO_THROW(remove_whole_file(link));
  EXPECT_NO_THROW(remove_whole_file("/proc/self/fd/nothing"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  close(own);
}

}  // namespace
}  // namespace wirelab
