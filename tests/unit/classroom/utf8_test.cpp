#include "classroom/utf8.hpp"

#include <gtest/gtest.h>

#include <map>

namespace wirelab::classroom {
namespace {

TEST(AsUtf8, LeavesUtf8AsItIs) {
  for (const std::string text : {"", "José", "my%20lab", "100%", "%", "%2", "%7F", "%8", "a_b"}) EXPECT_EQ(as_utf8(text), text);
}

TEST(AsUtf8, TellsTheBytesOfAnUnknownCodePage) {
  EXPECT_EQ(as_utf8("M\x81ller"), "M%81ller");
  EXPECT_EQ(as_utf8("M\x94ller"), "M%94ller");
  EXPECT_TRUE(is_plain_text(as_utf8("\x80\xff")));
}

TEST(AsUtf8, NoTwoTextsBecomeOne) {
  std::map<std::string, std::string> from;
  for (const std::string text : {"\x81", "%81", "%2581", "%25\x81", "%\x81", "%%81", "\xc3\x81", "\xc3%81", "%C3%81", "%c3\x81",
                                 "%25", "%2525", "%", "%%", "%25%81", "\x81%25"}) {
    const auto [place, is_new] = from.emplace(as_utf8(text), text);
    EXPECT_TRUE(is_new) << testing::PrintToString(text) << " and " << testing::PrintToString(place->second);
  }
}

}  // namespace
}  // namespace wirelab::classroom
