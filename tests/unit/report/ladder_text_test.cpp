#include "report/ladder_text.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace wirelab {
namespace {

const std::vector<Event> conversation{{0.0, "grader", "start", "ucserver 8080"},
                                      {1.0, "grader", "connect", "client to 127.0.0.1:8080"},
                                      {1.1, "grader", "send", "client: \"abc\""},
                                      {1.3, "grader", "receive", "client: \"ABC\""},
                                      {2.0, "program", "exit", "ucserver: exit status 0"}};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(LadderText, HasTheProgramOnTheLeftAndTheGraderOnTheRight) {
  const auto lines = lines_of(ladder_text(conversation, {.colour = false, .unicode = false, .width = 100}));
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_THAT(lines[1], testing::ContainsRegex("started \\* +\\|"));
  EXPECT_THAT(lines[2], testing::ContainsRegex("\\|<-+ SYN -+\\| client: connect"));
  EXPECT_THAT(lines[3], testing::ContainsRegex("\\|<-+ \"abc\" -+\\| client: send"));
  EXPECT_THAT(lines[4], testing::ContainsRegex("\\|-+ \"ABC\" -+>\\| client: recv"));
  EXPECT_THAT(lines[5], testing::ContainsRegex("ended exit status 0 \\* +\\|"));
}

TEST(LadderText, DrawsADatagramThatReachesNobody) {
  const auto lines = lines_of(ladder_text(
      {{0, "grader", "send datagram", "peer: \"hello\""}, {1, "program", "stray datagram", "to 127.0.0.1:9: \"HELLO\""}},
      {.colour = false, .unicode = false, .width = 100}));
  EXPECT_THAT(lines[2], testing::ContainsRegex("\\|-+ \"HELLO\" -+x \\| to 127.0.0.1:9: gone astray"));
  EXPECT_EQ(lines[2].rfind('|'), lines[1].rfind('|'));
}

TEST(LadderText, WhatDoesNotFitOnTheLeftStandsOnTheOtherSideOfTheMark) {
  const auto lines = lines_of(ladder_text({{0, "program", "standard error", "your server: \"bind: Address already in use\\n\""}},
                                          {.colour = false, .unicode = false, .width = 100}));
  EXPECT_THAT(lines[1], testing::ContainsRegex(" standard error \\* \"bind: Address.*\\|"));
}

TEST(LadderText, FitsTheWindow) {
  auto events = conversation;
  events.push_back({3.0, "grader", "send byte by byte", "the connection: \"a text that is too long for the wire of any window\""});
  events.push_back({3.1, "grader", "kill a child", "pid 5, SIGKILL, and much more to say about it"});
  for (const std::size_t width : {58, 60, 80, 100, 200})
    for (const auto& line : lines_of(ladder_text(events, {.colour = false, .unicode = false, .width = width})))
      EXPECT_LE(line.size(), width) << line;
}

TEST(LadderText, IsPlainWhereTheTerminalIs) {
  for (const char letter : ladder_text(conversation, {.colour = false, .unicode = false, .width = 40})) {
    EXPECT_LT(letter, 0x7f);
    EXPECT_GE(letter, '\n');
  }
  EXPECT_THAT(ladder_text(conversation, {.colour = false, .unicode = true, .width = 100}), testing::HasSubstr("\xe2\x97\x80"));
}

}  // namespace
}  // namespace wirelab
