#include "model/result.hpp"

#include <gtest/gtest.h>

namespace wirelab {
namespace {

TEST(CheckResultJson, ComesBackAsItWas) {
  CheckResult check;
  check.id = "R08";
  check.outcome = Outcome::fail;
  check.did = "did";
  check.expected = "expected";
  check.saw = "saw";
  check.evidence = {"one", "two"};
  check.timeline = {{0.5, "grader", "send", "\\x00"}};
  const auto back = nlohmann::json(check).get<CheckResult>();
  EXPECT_EQ(back.id, "R08");
  EXPECT_EQ(back.outcome, Outcome::fail);
  EXPECT_EQ(back.evidence, check.evidence);
  ASSERT_EQ(back.timeline.size(), 1u);
  EXPECT_EQ(back.timeline[0].detail, "\\x00");
}

TEST(ResultJson, HasTheSchemaAndNoWordsOfAPass) {
  Result result;
  result.checks.resize(1);
  result.checks[0].outcome = Outcome::pass;
  const nlohmann::json json = result;
  EXPECT_EQ(json["schema"], "wirelab/result/v1");
  EXPECT_EQ(json["status"], "graded");
  EXPECT_FALSE(json["checks"][0].contains("saw"));
}

}  // namespace
}  // namespace wirelab
