// The frame around a check: whatever happens in it, there is a verdict, and a fault of ours is none on the student.
#include "check/judge.hpp"

#include <gmock/gmock.h>

#include "check/conversation.hpp"
#include "process/isolation.hpp"

namespace wirelab::check {
namespace {

template <typename Body>
CheckResult judged(Body) {
  struct Wrapped final : Conversation {
    using Conversation::Conversation;
    void run() override { Body{}(); }
  };
  prepare_for_boxes();
  return judge_conversation("R99", "Name", make_conversation<Wrapped>);
}

TEST(Judge, GivesEachEndItsOutcome) {
  EXPECT_EQ(judged([] {}).outcome, Outcome::pass);
  const auto failed = judged([] { throw Failure{"did", "expected", "saw", {"evidence"}}; });
  EXPECT_EQ(failed.outcome, Outcome::fail);
  EXPECT_EQ(failed.saw, "saw");
  EXPECT_EQ(judged([] { throw CannotTest{"no IPv6"}; }).outcome, Outcome::cannot_test);
  EXPECT_EQ(judged([] { throw std::logic_error("ours"); }).outcome, Outcome::grader_fault);
}

}  // namespace
}  // namespace wirelab::check
