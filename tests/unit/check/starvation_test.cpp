#include "check/starvation.hpp"

#include <gtest/gtest.h>

namespace wirelab::check {
namespace {

using Seconds = Starvation::Seconds;

TEST(Starvation, IsWhatWasWaitedSinceTheFirstLook) {
  Starvation starvation;
  starvation.looked(Seconds(7));
  EXPECT_EQ(starvation.time(Seconds(60)), Seconds(0));
  starvation.looked(Seconds(9));
  EXPECT_EQ(starvation.time(Seconds(60)), Seconds(2));
}

TEST(Starvation, ALookGivesWhatWasWaitedSinceTheLookBefore) {
  Starvation starvation;
  EXPECT_EQ(starvation.looked(Seconds(7)), Seconds(0));
  EXPECT_EQ(starvation.looked(Seconds(9)), Seconds(2));
  EXPECT_EQ(starvation.looked(Seconds(9)), Seconds(0));
}

TEST(Starvation, OfManyThreadsIsNoMoreThanTheTimeInWhichNoneRan) {
  Starvation starvation;
  starvation.looked(Seconds(0));
  starvation.looked(Seconds(200));  // two hundred threads, for a second
  EXPECT_EQ(starvation.time(Seconds(1)), Seconds(1));
}

TEST(Starvation, IsNotSufferedByWhoSleepsInTheKernel) {
  Starvation starvation;
  starvation.looked(Seconds(3));
  starvation.looked(Seconds(3));
  EXPECT_EQ(starvation.time(Seconds(60)), Seconds(0));
}

TEST(Starvation, IsNeverNegativeWhenAProcessHasEnded) {
  Starvation starvation;
  starvation.looked(Seconds(5));
  starvation.looked(Seconds(1));
  EXPECT_EQ(starvation.time(Seconds(60)), Seconds(0));
}

TEST(Starvation, IsNoneBeforeTheFirstLook) { EXPECT_EQ(Starvation().time(Seconds(60)), Seconds(0)); }

}  // namespace
}  // namespace wirelab::check
