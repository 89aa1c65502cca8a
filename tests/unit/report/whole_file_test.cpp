#include "report/whole_file.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace wirelab
