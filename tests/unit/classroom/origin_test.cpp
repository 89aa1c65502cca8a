#include "classroom/origin.hpp"

#include <gtest/gtest.h>

namespace wirelab::classroom {
namespace {

using nlohmann::json;

TEST(Origin, IsKeptForEachStudent) {
  const auto origins = origins_of(json::parse(R"({"layout": "canvas, moodle", "came": {
    "1": {"name": "a", "path": "", "layout": "canvas", "number": "1", "late": true}, "2": {"name": "b", "path": ""}}})"));
  EXPECT_EQ(origins.at("1").layout, "canvas");
  EXPECT_EQ(origins.at("1").number, "1");
  EXPECT_TRUE(origins.at("1").late);
  EXPECT_EQ(origins.at("2").layout, "");
  EXPECT_FALSE(origins.at("2").late);
}

TEST(Origin, OfAnOlderRunIsTheOneLayout) {
  const auto origins = origins_of(json::parse(R"({"layout": "moodle", "came": {"7": {"name": "a", "path": ""}}})"));
  EXPECT_EQ(origins.at("7").layout, "moodle");
  EXPECT_EQ(origins.at("7").number, "7");
  EXPECT_TRUE(origins_of(json::object()).empty());
}

}  // namespace
}  // namespace wirelab::classroom
