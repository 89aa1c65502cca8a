#include "check/story.hpp"

#include <gtest/gtest.h>

namespace wirelab::check {
namespace {

TEST(Story, JoinsWhatOneDid) {
  Story story;
  story.tell("client", "connected");
  story.tell("client", "sent \"abc\"");
  story.answered("client");
  story.tell("client", "ended its stream (FIN)");
  EXPECT_EQ(story.did(), "client connected, sent \"abc\" (answered), ended its stream (FIN)");
}

TEST(Story, TellsTheEndOfALongOne) {
  Story story;
  for (int number = 1; number <= 20; ++number) story.tell("client " + std::to_string(number), "connected");
  EXPECT_TRUE(story.did().starts_with("... client 13 connected; "));
  EXPECT_TRUE(story.did().ends_with("client 20 connected"));
}

}  // namespace
}  // namespace wirelab::check
