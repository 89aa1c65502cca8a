#include "report/visibility.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <map>

#include "hostile.hpp"
#include "model/fault.hpp"
#include "report/autolab.hpp"
#include "report/classroom50.hpp"
#include "report/github.hpp"
#include "report/gradescope.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/junit.hpp"
#include "report/prairielearn.hpp"
#include "report/problems.hpp"
#include "report/tap.hpp"
#include "report/terminal.hpp"

namespace wirelab {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Every view that a student can read. (Gradescope's holds everything, and shows each reader his part: it has a test of its own.)
std::map<std::string, std::string> all_views(const Shown& shown) {
  const auto text = terminal_report(shown, {}, {"R01", "R02", "R05", "R06"});
  return {{"text", text},
          {"json", json_report(shown)},
          {"html", html_report(shown, "title", {"R01", "R05", "R06"})},
          {"junit", junit_report(shown)},
          {"tap", tap_report(shown)},
          {"github", github_log(shown, text, "token", "labs")},
          {"summary", github_summary(shown, "title")},
          {"autolab", autolab_report(shown, text)},
          {"prairielearn", prairielearn_report(shown)},
          {"classroom50", *classroom50_report(shown, {"c", "a", "submit/x", "url", "", "", "2026-11-20T10:00:00Z"})},
          {"gcc", problems_report(shown, "labs", "ucserver")}};
}

/// With a requirement of this visibility in the first place: its bug is that of R02, and R02 tells so.
Result with_secret(const std::string& visibility, Outcome outcome) {
  auto result = example_result();
  CheckResult secret;
  secret.id = "R06";
  secret.title = "SECRET title";
  secret.visibility = visibility;
  secret.outcome = outcome;
  secret.max_points = 50;
  secret.points = outcome == Outcome::pass ? 50 : 0;
  secret.duration_ms = outcome == Outcome::pass ? 3 : 700;
  secret.did = secret.expected = secret.saw = "SECRET words";
  secret.evidence = {"SECRET evidence"};
  secret.timeline = {{0.1, "grader", "send", "SECRET"}};
  secret.replay = "wirelab grade lab03 --only R06";
  if (outcome == Outcome::fail) {
    secret.diagnosis = result.checks[1].diagnosis;
    for (auto& check : result.checks) {
      if (!check.diagnosis) continue;
      check.diagnosis->told_at = "R06";
      check.diagnosis->also_explains.insert(check.diagnosis->also_explains.begin(), "R06");
    }
    secret.diagnosis->told_at = "R06";
  }
  if (outcome == Outcome::grader_fault) result.status = Status::grader_fault;
  result.checks.insert(result.checks.begin(), secret);
  result.score += secret.points;
  result.max_score += 50;
  result.duration_ms += secret.duration_ms;
  result.met_before = outcome == Outcome::pass ? 2 : 1;
  return result;
}

TEST(Visibility, WhatIsWithheldChangesNothingThatIsShown) {
  for (const std::string visibility : {"hidden", "after_due", "after_published", "no such word"}) {
    const auto met = all_views(seen_by(with_secret(visibility, Outcome::pass), Audience::student));
    for (const auto outcome : {Outcome::fail, Outcome::not_reached, Outcome::cannot_test}) {
      const auto other = all_views(seen_by(with_secret(visibility, outcome), Audience::student));
      for (const auto& [format, view] : met) EXPECT_EQ(view, other.at(format)) << format << ", " << visibility;
    }
    for (const auto& [format, view] : met) {
      EXPECT_THAT(view, Not(HasSubstr("SECRET"))) << format;
      EXPECT_THAT(view, Not(HasSubstr("R06"))) << format;
    }
  }
}

TEST(Visibility, WithoutASecretItIsAsIfItHadNeverBeen) {
  auto plain = example_result();
  plain.duration_ms = 1 + 2 + 3 + 4 + 5;  // of a result with something withheld only the time of what is shown is told
  EXPECT_EQ(all_views(seen_by(with_secret("hidden", Outcome::fail), Audience::student)),
            all_views(seen_by(plain, Audience::student)));
}

TEST(Visibility, EachAudienceSeesMoreThanTheOneBefore) {
  const auto sees = [](Audience audience, const char* visibility) {
    return seen_by(with_secret(visibility, Outcome::fail), audience).result().checks.size() == 6;
  };
  EXPECT_TRUE(sees(Audience::student, "visible"));
  EXPECT_FALSE(sees(Audience::student, "after_due"));
  EXPECT_TRUE(sees(Audience::after_due, "after_due"));
  EXPECT_FALSE(sees(Audience::after_due, "after_published"));
  EXPECT_TRUE(sees(Audience::after_published, "after_due"));
  EXPECT_TRUE(sees(Audience::after_published, "after_published"));
  EXPECT_FALSE(sees(Audience::after_published, "hidden"));
  EXPECT_TRUE(sees(Audience::instructor, "hidden"));
  EXPECT_FALSE(sees(Audience::after_published, "misspelt"));
}

TEST(Visibility, InstructorsSeeTheWholeResult) {
  const auto whole = with_secret("hidden", Outcome::fail);
  const auto shown = seen_by(whole, Audience::instructor);
  EXPECT_FALSE(shown.anything_withheld());
  EXPECT_EQ(json_report(shown), json_report(whole));
  for (const auto& [format, view] : all_views(shown)) EXPECT_THAT(view, HasSubstr("R06")) << format;
}

TEST(Visibility, CountedWithheldChangesOnlyTheScore) {
  const auto result = with_secret("hidden", Outcome::pass);
  const auto all = seen_by(result, Audience::student, Counted::all);
  EXPECT_EQ(all.result().score, 58);
  EXPECT_EQ(all.result().max_score, 88);
  auto same = all.result();
  const auto shown = seen_by(result, Audience::student);
  EXPECT_EQ(shown.result().score, 8);
  EXPECT_EQ(shown.result().max_score, 38);
  same.score = shown.result().score;
  same.max_score = shown.result().max_score;
  EXPECT_EQ(json_report(same), json_report(shown));
}

TEST(Visibility, ANeedThatIsWithheldIsNotNamed) {
  auto result = with_secret("hidden", Outcome::fail);
  result.checks[3].saw = "not reached: it needs R06";
  const auto shown = seen_by(result, Audience::student);
  EXPECT_EQ(shown.result().checks[2].saw, "not reached: it needs something that is not shown");
}

TEST(Visibility, ACauseIsToldAtTheFirstThatIsShown) {
  const auto shown = seen_by(with_secret("hidden", Outcome::fail), Audience::student);
  EXPECT_EQ(shown.result().checks[1].diagnosis->told_at, "R02");
  EXPECT_EQ(shown.result().checks[4].diagnosis->told_at, "R02");
  EXPECT_THAT(terminal_report(shown, {}), HasSubstr("what it is"));
}

TEST(Visibility, ItsNamesAreThoseOfTheCommandLine) {
  EXPECT_EQ(audience_from("student"), Audience::student);
  EXPECT_EQ(audience_from("after-due"), Audience::after_due);
  EXPECT_EQ(audience_from("after-published"), Audience::after_published);
  EXPECT_EQ(audience_from("instructor"), Audience::instructor);
  EXPECT_THROW(audience_from("all"), UsageError);
}

TEST(GradescopeReport, MarksEachTestWithItsVisibility) {
  const std::map<std::string, std::string> words{{"visible", "visible"},
                                                 {"after_due", "after_due_date"},
                                                 {"after_published", "after_published"},
                                                 {"hidden", "hidden"},
                                                 {"misspelt", "hidden"}};
  for (const auto& [ours, theirs] : words) {
    const auto json = nlohmann::json::parse(*gradescope_report(with_secret(ours, Outcome::fail)));
    ASSERT_EQ(json["tests"].size(), 6u);
    EXPECT_EQ(json["tests"][0]["visibility"], theirs);
    EXPECT_EQ(json["tests"][1]["visibility"], "visible");
  }
}

TEST(GradescopeReport, NothingVisibleTellsOfWhatIsHidden) {
  const auto visible_part = [](Outcome outcome) {
    auto json = nlohmann::json::parse(*gradescope_report(with_secret("hidden", outcome)));
    json["tests"].erase(0);
    return json.dump();
  };
  const auto met = visible_part(Outcome::pass);
  EXPECT_EQ(met, visible_part(Outcome::fail));
  EXPECT_THAT(met, Not(HasSubstr("R06")));
  EXPECT_THAT(met, Not(HasSubstr("SECRET")));
}

}  // namespace
}  // namespace wirelab
