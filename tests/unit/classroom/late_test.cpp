#include "classroom/late.hpp"

#include <gtest/gtest.h>

#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

Moment at(const std::string& text) { return parse_moment(text).value(); }

TEST(Moment, IsTheSameInEverySpelling) {
  const auto moment = at("2026-11-20T22:59:00Z");
  for (const auto* text : {"2026-11-20T23:59:00+01:00", "2026-11-20 22:59:00.123456 Z", "2026-11-20 17:59:00 -0500",
                           "2026-11-20T22:59Z", "2026-11-20T23:59:00+01"})
    EXPECT_EQ(parse_moment(text), moment) << text;
  EXPECT_EQ(to_string(moment), "2026-11-20T22:59:00Z");
  for (const auto* text :
       {"", "2026-11-20", "2026-11-20T22:59:00", "2026-13-20T22:59:00Z", "2026-02-30T00:00:00Z", "Friday, 20 November 2026"})
    EXPECT_FALSE(parse_moment(text)) << text;
}

TEST(Late, GraceDaysAndCap) {
  const LatePolicy policy{at("2026-11-20T23:59:00Z"), std::chrono::minutes{15}, 10, 25};
  EXPECT_EQ(percent_lost(policy, at("2026-11-20T23:59:00Z")), 0);
  EXPECT_EQ(percent_lost(policy, at("2026-11-21T00:14:00Z")), 0);
  EXPECT_EQ(percent_lost(policy, at("2026-11-21T00:14:01Z")), 10);
  EXPECT_EQ(percent_lost(policy, at("2026-11-21T23:59:00Z")), 10);
  EXPECT_EQ(percent_lost(policy, at("2026-11-21T23:59:01Z")), 20);
  EXPECT_EQ(percent_lost(policy, at("2026-12-21T00:00:00Z")), 25);
  EXPECT_EQ(score_after(policy, 84, 100, at("2026-11-22T12:00:00Z")), 64);
  EXPECT_EQ(score_after(policy, 10, 100, at("2026-11-22T12:00:00Z")), 0);
  EXPECT_EQ(score_after(policy, 84, 100, std::nullopt), 84);
}

TEST(Late, AMomentThatCannotBeUnderstoodIsNamed) {
  const auto student = [](const std::string& submitted) { return Student{"1003", "", "", submitted, ""}; };
  EXPECT_NO_THROW(require_moments({student(""), student(" "), student("2026-11-25T18:11:12+01")}, "roster.csv"));
  for (const std::string bad : {"25.11.26 18:11", "2026-11-25 18:11:12", "46351.7577"}) {
    try {
      require_moments({student(""), student(bad)}, "roster.csv");
      ADD_FAILURE() << bad;
    } catch (const UsageError& error) {
      EXPECT_EQ(std::string(error.what()).find("roster.csv: submitted_at cannot be understood for 1003 (\"" + bad + "\");"), 0u)
          << error.what();
    }
  }
}

TEST(Late, TheFileSaysWhatIsWrongWithIt) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "late.toml";
  write_whole_file(file, "due = 2026-11-20T23:59:00+01:00\ngrace_minutes = 15\nper_day = 12.5\ncap = 50\n");
  const auto policy = read_late_policy(file);
  EXPECT_EQ(policy.due, at("2026-11-20T22:59:00Z"));
  EXPECT_EQ(policy.per_day, 12.5);
  for (const auto* bad :
       {"", "due = 2026-11-20T23:59:00\n", "due = 2026-11-20T23:59:00Z\nper_day = -1\n",
        "due = 2026-11-20T23:59:00Z\nper_dya = 1\n", "due = 2026-11-20T23:59:00Z\ncap = \"half\"\n", "due = \n"}) {
    write_whole_file(file, bad);
    EXPECT_THROW(read_late_policy(file), UsageError) << bad;
  }
}

}  // namespace
}  // namespace wirelab::classroom
