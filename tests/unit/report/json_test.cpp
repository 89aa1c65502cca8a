#include "report/json.hpp"

#include <gtest/gtest.h>

namespace wirelab {
namespace {

nlohmann::json facts_of(const Facts& facts) {
  Result result;
  result.checks.emplace_back();
  result.checks.back().outcome = Outcome::fail;
  result.checks.back().facts = facts;
  return nlohmann::json::parse(json_report(result))["checks"][0]["facts"];
}

TEST(JsonReport, FactsAreLegible) {
  Facts facts;
  facts.expectation = "reply";
  facts.got.value = "\x1b[31m\x9b\xe2\x80\xae";
  facts.wanted.value = "ABC";
  EXPECT_EQ(facts_of(facts)["got"], "\\x1b[31m\\x9b\\xe2\\x80\\xae");
  EXPECT_EQ(facts_of(facts)["wanted"], "ABC");
}

TEST(JsonReport, FactsAreShort) {
  Facts facts;
  facts.expectation = "reply";
  facts.got.value = std::string(1 << 20, '\0');
  facts.programs.emplace_back();
  facts.programs.back().calls.resize(100'000);
  const auto shown = facts_of(facts);
  EXPECT_LT(shown.dump().size(), 10'000u);
  EXPECT_TRUE(shown["got"].get<std::string>().ends_with("... (1,048,576 bytes)"));
}

TEST(JsonReport, IsOneLine) { EXPECT_EQ(json_report({}).find('\n'), json_report({}).size() - 1); }

}  // namespace
}  // namespace wirelab
