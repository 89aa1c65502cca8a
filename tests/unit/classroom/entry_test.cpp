#include "classroom/entry.hpp"

#include <gtest/gtest.h>

namespace wirelab::classroom {
namespace {

TEST(Entries, GetTheirRefusals) {
  std::vector<Entry> entries{{"Jane", "/x/Jane", true}};
  const std::vector<Refusal> refused{{"", "a link", "all/Jane/a/link"},
                                     {"", "a link", ".\\all\\Rita\\link"},
                                     {"", "it leads outside", "all/../x"},
                                     {"", "a link", "beside"}};
  const auto nobodys = share_out(refused, "all/", entries);
  ASSERT_EQ(nobodys.size(), 2u);
  EXPECT_EQ(nobodys[0].given, "all/../x");
  EXPECT_EQ(nobodys[1].given, "beside");
  ASSERT_EQ(entries.size(), 2u);
  ASSERT_EQ(entries[0].refused.size(), 1u);
  EXPECT_EQ(entries[0].refused[0].name, "a/link");
  EXPECT_EQ(entries[1].name, "Rita");
  EXPECT_TRUE(entries[1].folder && entries[1].path.empty()) << "who would be missing otherwise";
}

}  // namespace
}  // namespace wirelab::classroom
