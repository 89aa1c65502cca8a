#include "check/patient_clock.hpp"

#include <gtest/gtest.h>

namespace wirelab::check {
namespace {

/// Lets some time pass for CLOCK.
void spend(PatientClock& clock) {
  const auto before = clock.since_start();
  while (clock.since_start() == before) clock.tick();
}

TEST(PatientClock, WhatIsForgivenIsNoTimeOfTheProgram) {
  PatientClock clock;
  spend(clock);
  clock.looked();
  const auto own = clock.since_move();
  spend(clock);
  clock.forgive();
  EXPECT_EQ(clock.since_move(), own);
  EXPECT_GT(clock.forgiven().count(), 0);
  constexpr double rounding = 1e-12;  // the difference of two sums; the clock itself counts by 1e-9
  EXPECT_NEAR((clock.since_start() - clock.forgiven()).count(), own.count(), rounding);
}

TEST(PatientClock, APartCanBeForgiven) {
  PatientClock clock;
  spend(clock);
  clock.looked();
  const auto own = clock.since_move();
  spend(clock);
  const auto time = clock.since_look();
  clock.forgive(time / 4);
  constexpr double rounding = 1e-12;
  EXPECT_NEAR((clock.since_move() - own).count(), 0.75 * time.count(), rounding);
  EXPECT_NEAR(clock.forgiven().count(), 0.25 * time.count(), rounding);
}

TEST(PatientClock, NoMoreIsForgivenThanThereWasNorLessThanNothing) {
  PatientClock clock;
  clock.looked();
  spend(clock);
  clock.forgive(PatientClock::Seconds(-1));
  EXPECT_EQ(clock.forgiven().count(), 0);
  const auto time = clock.since_look();
  clock.forgive(time + PatientClock::Seconds(1));
  EXPECT_EQ(clock.forgiven(), time);
  EXPECT_EQ(clock.since_move().count(), 0);
}

TEST(PatientClock, WhatIsForgivenStaysSoAfterAMove) {
  PatientClock clock;
  clock.looked();
  spend(clock);
  clock.forgive();
  const auto forgiven = clock.forgiven();
  spend(clock);
  clock.moved();
  clock.forgive();
  EXPECT_EQ(clock.since_move().count(), 0);
  EXPECT_EQ(clock.forgiven(), forgiven);
}

}  // namespace
}  // namespace wirelab::check
