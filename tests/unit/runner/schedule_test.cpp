#include "runner/schedule.hpp"

#include <gmock/gmock.h>

#include "model/fault.hpp"

namespace wirelab {
namespace {

using testing::Optional;

Lab lab_of_three() {
  Lab lab;
  lab.requirements = {{"R01", 50, {}, "one", {}}, {"R02", 30, {"R01"}, "two", {}}, {"R03", 20, {"R02"}, "three", {}}};
  return lab;
}

CheckResult verdict(Outcome outcome, const std::string& saw = {}) {
  CheckResult result;
  result.outcome = outcome;
  result.saw = saw;
  return result;
}

const std::vector<std::string> checks{"R01.A", "R01.B", "R02.C", "R03.D"};

TEST(Schedule, OpensAGateWhenAllChecksOfWhatIsNeededHavePassed) {
  Schedule schedule(lab_of_three(), checks, {});
  EXPECT_THAT(schedule.next(), Optional(std::string("R01.A")));
  EXPECT_THAT(schedule.next(), Optional(std::string("R01.B")));
  EXPECT_EQ(schedule.next(), std::nullopt);
  schedule.finished("R01.A", verdict(Outcome::pass));
  EXPECT_EQ(schedule.next(), std::nullopt);
  schedule.finished("R01.B", verdict(Outcome::pass));
  EXPECT_THAT(schedule.next(), Optional(std::string("R02.C")));
}

TEST(Schedule, WhoWaitsByTheClockBeginsBeforeTheOthers) {
  auto lab = lab_of_three();
  lab.requirements[2].needs = {"R01"};
  lab.requirements[2].waits = true;
  Schedule schedule(lab, checks, {});
  while (schedule.next()) {
  }
  schedule.finished("R01.A", verdict(Outcome::pass));
  schedule.finished("R01.B", verdict(Outcome::pass));
  EXPECT_THAT(schedule.next(), Optional(std::string("R03.D")));
  EXPECT_THAT(schedule.next(), Optional(std::string("R02.C")));
  EXPECT_EQ(schedule.results()[1].id, "R02");
}

TEST(Schedule, WhatCannotBeReachedIsNotFailed) {
  Schedule schedule(lab_of_three(), checks, {});
  while (schedule.next()) {
  }
  schedule.finished("R01.A", verdict(Outcome::pass));
  schedule.finished("R01.B", verdict(Outcome::fail, "nothing"));
  EXPECT_EQ(schedule.next(), std::nullopt);
  const auto results = schedule.results();
  EXPECT_EQ(results[0].outcome, Outcome::fail);
  EXPECT_EQ(results[0].saw, "nothing");
  EXPECT_EQ(results[0].points, 0);
  EXPECT_EQ(results[1].outcome, Outcome::not_reached);
  EXPECT_EQ(results[2].outcome, Outcome::not_reached);
}

TEST(Schedule, AFaultIsNeitherPassNorFail) {
  Schedule schedule(lab_of_three(), checks, {"R01"});
  while (schedule.next()) {
  }
  schedule.finished("R01.A", verdict(Outcome::fail));
  schedule.finished("R01.B", verdict(Outcome::grader_fault));
  EXPECT_THAT(schedule.next(), Optional(std::string("R01.B")));
  schedule.finished("R01.B", verdict(Outcome::grader_fault));
  ASSERT_EQ(schedule.results().size(), 1u);
  EXPECT_EQ(schedule.results()[0].outcome, Outcome::grader_fault);
}

TEST(Schedule, AFailureThatWasDisturbedIsLookedAtAgain) {
  Schedule schedule(lab_of_three(), {"R01.A", "R02.C", "R03.D"}, {});
  auto disturbed = verdict(Outcome::fail);
  disturbed.disturbed = true;
  for (int run = 0; run < 4; ++run) {
    ASSERT_THAT(schedule.next(), Optional(std::string("R01.A"))) << "run " << run;
    schedule.finished("R01.A", disturbed);
  }
  EXPECT_EQ(schedule.next(), std::nullopt) << "a machine that is never quiet must not keep us for ever";
  EXPECT_EQ(schedule.results()[0].outcome, Outcome::fail);
}

TEST(Schedule, OfAFailureThatWasDisturbedTheLaterVerdictCounts) {
  Schedule schedule(lab_of_three(), {"R01.A", "R02.C", "R03.D"}, {});
  auto disturbed = verdict(Outcome::fail);
  disturbed.disturbed = true;
  schedule.next();
  schedule.finished("R01.A", disturbed);
  schedule.next();
  schedule.finished("R01.A", verdict(Outcome::pass));
  EXPECT_THAT(schedule.next(), Optional(std::string("R02.C")));
}

TEST(Schedule, AFaultIsLookedAtOnceMoreWhenNothingElseRuns) {
  Schedule schedule(lab_of_three(), checks, {});
  schedule.next();
  schedule.next();
  schedule.finished("R01.A", verdict(Outcome::grader_fault));
  EXPECT_EQ(schedule.next(), std::nullopt) << "R01.B still runs";
  schedule.finished("R01.B", verdict(Outcome::pass));
  EXPECT_THAT(schedule.next(), Optional(std::string("R01.A")));
  schedule.finished("R01.A", verdict(Outcome::pass));
  EXPECT_THAT(schedule.next(), Optional(std::string("R02.C")));
  schedule.finished("R02.C", verdict(Outcome::grader_fault));
  EXPECT_THAT(schedule.next(), Optional(std::string("R02.C")));
  schedule.finished("R02.C", verdict(Outcome::grader_fault, "again"));
  EXPECT_EQ(schedule.next(), std::nullopt);
  EXPECT_EQ(schedule.results()[1].saw, "again");
}

TEST(Schedule, OnlyTellsOfOneAndLooksAtItsNeedsToo) {
  Schedule schedule(lab_of_three(), checks, {"R03"});
  EXPECT_THAT(schedule.next(), Optional(testing::StartsWith("R01."))) << "or one could meet R03 without what it stands on";
  ASSERT_EQ(schedule.results().size(), 1u);
  EXPECT_EQ(schedule.results().front().id, "R03");
}

TEST(Schedule, ARequirementWithoutACheckIsAFault) { EXPECT_THROW(Schedule(lab_of_three(), {"R01.A", "R02.C"}, {}), GraderFault); }

TEST(Schedule, WhatNobodyHasLookedAtIsNotMet) {
  Schedule schedule(lab_of_three(), checks, {});
  while (schedule.next()) {
  }
  for (const auto& result : schedule.results()) EXPECT_NE(result.outcome, Outcome::pass) << result.id;
}

TEST(Schedule, GivenUpIsAFaultOfTheGraderAndNoPoints) {
  Schedule schedule(lab_of_three(), checks, {});
  while (schedule.next()) {
  }
  schedule.finished("R01.A", verdict(Outcome::pass));
  schedule.finished("R01.B", verdict(Outcome::pass));
  schedule.give_up(verdict(Outcome::grader_fault, "died"));
  const auto results = schedule.results();
  EXPECT_EQ(results[0].outcome, Outcome::pass);
  EXPECT_EQ(results[0].points, 50);
  EXPECT_EQ(results[1].outcome, Outcome::grader_fault);
  EXPECT_EQ(results[1].saw, "died");
  EXPECT_EQ(results[1].points, 0);
  EXPECT_EQ(results[2].outcome, Outcome::not_reached);
}

}  // namespace
}  // namespace wirelab
