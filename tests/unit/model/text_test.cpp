#include "model/text.hpp"

#include <gtest/gtest.h>

namespace wirelab {
namespace {

TEST(Escape, LeavesNothingRaw) {
  std::string all;
  for (int value = 0; value < 256; ++value) all += static_cast<char>(value);
  for (const char character : escape(all)) {
    EXPECT_GE(character, 0x20);
    EXPECT_LE(character, 0x7e);
  }
  EXPECT_EQ(escape(std::string_view("a\n\x1b[2J\0\xff\"", 9)), "a\\n\\x1b[2J\\x00\\xff\\\"");
}

TEST(Printable, KeepsLinesAndEscapesTheRest) { EXPECT_EQ(printable("a\n\tb\x1b]0;\x07"), "a\n\tb\\x1b]0;\\x07"); }

TEST(ShellWord, IsQuotedWhereItMustBe) {
  EXPECT_EQ(shell_word("labs/lab03-iterative-server"), "labs/lab03-iterative-server");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("my lab; $(id)"), "'my lab; $(id)'");
  EXPECT_EQ(shell_word("it's"), "$'it\\'s'");
  EXPECT_EQ(shell_word("a\x1b\n\\\xff"), "$'a\\x1b\\x0a\\\\\\xff'");
}

TEST(Quote, ShortensWhatIsLong) {
  EXPECT_EQ(quote("abc"), "\"abc\"");
  EXPECT_EQ(quote(std::string(1200, 'a')), "\"aaaaaaaaaaaaaaaa\"... (1,200 bytes)");
}

TEST(FirstDifference, NamesTheByte) {
  EXPECT_EQ(first_difference("ABC", "ABx"), "byte 3: expected \"C\", saw \"x\"");
  EXPECT_EQ(first_difference("ABC", "AB"), "byte 3: expected \"C\", saw the end");
  EXPECT_EQ(first_difference("AB", "ABC"), "byte 3: expected the end, saw \"C\"");
}

TEST(WithCommas, Groups) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1048576), "1,048,576");
}

}  // namespace
}  // namespace wirelab
