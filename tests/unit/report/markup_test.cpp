#include "report/markup.hpp"

#include <gtest/gtest.h>

namespace wirelab {
namespace {

TEST(MarkupText, LetsNoMarkupOut) {
  EXPECT_EQ(markup_text("<script>alert('1') && \"2\"</script>"),
            "&lt;script&gt;alert(&#39;1&#39;) &amp;&amp; &quot;2&quot;&lt;/script&gt;");
}

TEST(MarkupText, KeepsText) {
  EXPECT_EQ(markup_text("caf\xc3\xa9 \xe2\x86\x92\n\tx \xf0\x9f\x99\x82"), "caf\xc3\xa9 \xe2\x86\x92\n\tx \xf0\x9f\x99\x82");
}

TEST(MarkupText, ShowsWhatMayNotStand) {
  EXPECT_EQ(markup_text(std::string("a\0b\x1b[31m\x7f", 9)), "a\\x00b\\x1b[31m\\x7f");
  EXPECT_EQ(markup_text("\xe2\x80\xae"
                        "evil"),
            "\\xe2\\x80\\xaeevil")
      << "right-to-left override";
  EXPECT_EQ(markup_text("\xff\xc3\x28\xed\xa0\x80\xc0\xaf\xe2\x82"), "\\xff\\xc3(\\xed\\xa0\\x80\\xc0\\xaf\\xe2\\x82")
      << "no UTF-8";
  EXPECT_EQ(markup_text("\xc2\x9b"
                        "31m"),
            "\\xc2\\x9b31m")
      << "a control character of eight bits";
}

}  // namespace
}  // namespace wirelab
