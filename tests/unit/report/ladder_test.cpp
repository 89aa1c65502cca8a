#include "report/ladder.hpp"

#include <gmock/gmock.h>

namespace wirelab {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<Event> conversation{
    {0.0, "grader", "start", "ucserver 8080"},     {1.0, "grader", "connect", "client to 127.0.0.1:8080"},
    {1.1, "grader", "send", "client: \"abc\""},    {1.2, "grader", "half-close", "client"},
    {1.3, "grader", "receive", "client: \"ABC\""}, {1.4, "program", "exit", "ucserver: exit status 0"}};

TEST(Ladder, SaysWhoSentWhat) {
  const auto rungs = rungs_of(conversation);
  ASSERT_EQ(rungs.size(), conversation.size());
  EXPECT_EQ(rungs[0].kind, Rung::Kind::at_program);
  EXPECT_EQ(rungs[1].kind, Rung::Kind::to_program);
  EXPECT_EQ(rungs[1].segment, "SYN");
  EXPECT_EQ(rungs[2].segment, "");
  EXPECT_EQ(rungs[3].segment, "FIN");
  EXPECT_EQ(rungs[4].kind, Rung::Kind::to_grader) << "what the grader receives, the program has sent";
  EXPECT_EQ(rungs[5].kind, Rung::Kind::at_program);
}

TEST(Ladder, ADatagramSocketSendsNothingWhenItIsClosed) {
  const auto rungs = rungs_of({{0, "grader", "send datagram", "one: \"x\""}, {1, "grader", "close", "one"}});
  EXPECT_EQ(rungs[1].kind, Rung::Kind::at_grader);
  EXPECT_EQ(rungs[1].segment, "");
}

TEST(Ladder, DrawsWhatCameInstead) {
  const auto rungs = rungs_of({{0, "grader", "receive RST", "client"}, {1, "grader", "refused", "client"}});
  for (const auto& rung : rungs) {
    EXPECT_EQ(rung.kind, Rung::Kind::to_grader);
    EXPECT_EQ(rung.segment, "RST");
  }
}

TEST(Ladder, DrawsADatagramThatReachesNobody) {
  const std::vector<Event> events{{0, "program", "stray datagram", "to 127.0.0.1:36895: \"1hello\""}};
  EXPECT_EQ(rungs_of(events).front().kind, Rung::Kind::astray);
  const auto svg = ladder_diagram(events, true);
  EXPECT_THAT(svg, HasSubstr("arrow lost"));
  EXPECT_THAT(svg, HasSubstr("&quot;1hello&quot;"));
  EXPECT_THAT(svg, HasSubstr("to 127.0.0.1:36895: gone astray"));
  EXPECT_THAT(svg, Not(HasSubstr("class=\"tip"))) << "it arrives nowhere";
}

TEST(Ladder, DrawsTheConversationAndItsEnd) {
  const auto svg = ladder_diagram(conversation, true, {"accept(fd 3)"});
  EXPECT_THAT(svg, HasSubstr("&quot;abc&quot;"));
  EXPECT_THAT(svg, HasSubstr("client: connect"));
  EXPECT_THAT(svg, HasSubstr("not as expected"));
  EXPECT_THAT(svg, HasSubstr("in accept(fd 3)"));
  EXPECT_THAT(ladder_diagram(conversation, false), Not(HasSubstr("not as expected")));
}

TEST(Ladder, LeavesOutTheMiddleOfALongOne) {
  std::vector<Event> events;
  for (int number = 0; number < 200; ++number)
    events.push_back({double(number), "grader", "send", "client: \"" + std::to_string(number) + "\""});
  const auto svg = ladder_diagram(events, false);
  EXPECT_THAT(svg, HasSubstr("... 160 more ..."));
  EXPECT_THAT(svg, HasSubstr("&quot;0&quot;"));
  EXPECT_THAT(svg, HasSubstr("&quot;199&quot;"));
  EXPECT_THAT(svg, Not(HasSubstr("&quot;100&quot;")));
}

}  // namespace
}  // namespace wirelab
