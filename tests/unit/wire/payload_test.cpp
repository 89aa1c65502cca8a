#include "wire/payload.hpp"

#include <gtest/gtest.h>

#include <set>

namespace wirelab {
namespace {

TEST(Payload, PortsAreRecognisedWhenSwapped) {
  Payload payload(1);
  for (int turn = 0; turn < 10'000; ++turn) {
    const Port port = payload.port();
    const auto high = port.number >> 8;
    const auto low = port.number & 0xff;
    ASSERT_NE(high, low);
    ASSERT_GT(high, 3);
    ASSERT_GT(low, 3);
    ASSERT_LT(port.number, 32768) << "the kernel's own choices begin there";
  }
}

TEST(Payload, IsTheSameForTheSameSeed) {
  Payload one(42);
  Payload other(42);
  EXPECT_EQ(one.port(), other.port());
  EXPECT_EQ(one.letters(100), other.letters(100));
  EXPECT_EQ(one.every_byte(2), other.every_byte(2));
  EXPECT_NE(Payload(1).letters(100), Payload(2).letters(100));
}

TEST(Payload, EveryByteIsThereAndZeroIsEarly) {
  const auto bytes = Payload(7).every_byte(2);
  EXPECT_EQ(bytes.size(), 512u);
  EXPECT_EQ(std::set<char>(bytes.begin(), bytes.begin() + 256).size(), 256u);
  EXPECT_EQ(bytes.find('\0'), 3u);
}

TEST(UpperCase, ChangesOnlyLetters) {
  for (int value = 0; value < 256; ++value) {
    const char byte = static_cast<char>(value);
    const char expected = value >= 'a' && value <= 'z' ? static_cast<char>(value - 32) : byte;
    EXPECT_EQ(upper_case({&byte, 1})[0], expected);
  }
}

}  // namespace
}  // namespace wirelab
