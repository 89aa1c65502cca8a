#include "check/facts.hpp"

#include <gtest/gtest.h>

namespace wirelab::check {
namespace {

constexpr std::size_t kib = 1 << 10;

TEST(Facts, ShortBytesStayWhole) {
  std::string wanted = "UPPER";
  std::string got = "UPpER";
  keep_around_the_difference(wanted, got);
  EXPECT_EQ(wanted, "UPPER");
  EXPECT_EQ(got, "UPpER");
}

TEST(Facts, OfLongBytesBothKeepTheSamePart) {
  const std::string before = std::string(1024 * kib, 'b') + std::string(16 * kib, 'n');
  std::string wanted = before + "W" + std::string(1024 * kib, 'w');
  std::string got = before + "G" + std::string(512 * kib, 'g');
  keep_around_the_difference(wanted, got);
  EXPECT_EQ(wanted, std::string(16 * kib, 'n') + "W" + std::string(16 * kib - 1, 'w'));
  EXPECT_EQ(got, std::string(16 * kib, 'n') + "G" + std::string(16 * kib - 1, 'g'));
}

TEST(Facts, AnEarlyEndStaysAnEarlyEnd) {
  std::string wanted(1024 * kib, 'w');
  std::string got(4 * kib, 'w');
  keep_around_the_difference(wanted, got);
  EXPECT_EQ(got.size(), 4 * kib);
  EXPECT_EQ(wanted.size(), 20 * kib);
  std::string nothing;
  keep_around_the_difference(wanted, nothing);
  EXPECT_TRUE(nothing.empty());
  EXPECT_EQ(wanted.size(), 16 * kib);
}

}  // namespace
}  // namespace wirelab::check
