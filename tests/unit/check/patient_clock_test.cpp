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
