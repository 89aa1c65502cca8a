// A bug is named only when the evidence of exactly one row holds and nothing is open.

#include "diagnosis/diagnose.hpp"

#include <gtest/gtest.h>

#include "diagnosis/case.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr int asked = 0x1f90;
constexpr int swapped = 0x901f;

class Diagnose : public testing::Test {
protected:
  /// A server that was to listen on a port.
  static CheckResult not_listening(const std::string& id) {
    CheckResult check;
    check.id = id;
    check.outcome = Outcome::fail;
    check.facts.expectation = "listening";
    check.facts.program = 0;
    ProgramFact program;
    program.called = "your server";
    program.executable = "ucserver";
    program.asked_port = asked;
    check.facts.programs.push_back(program);
    return check;
  }
  static void listens_on(CheckResult& check, int port) {
    SocketFact socket;
    socket.kind = "tcp";
    socket.state = "LISTEN";
    socket.local_address = "0.0.0.0";
    socket.local_port = port;
    check.facts.programs.front().sockets.push_back(socket);
  }
  static void calls(CheckResult& check, std::vector<Call> calls) {
    check.facts.second_look = true;
    check.facts.programs.front().calls = std::move(calls);
  }
  static Result with(std::vector<CheckResult> checks) {
    Result result;
    result.lab = "lab03-iterative-server";
    result.checks = std::move(checks);
    return result;
  }

  Bugs bugs_ = Bugs::read(WIRELAB_BUGS);
};

TEST_F(Diagnose, AsksForASecondLookWhenARowNeedsTheCalls) {
  auto check = not_listening("R01");
  listens_on(check, swapped);
  const auto all = with({check});
  EXPECT_TRUE(wants_second_look(all, all.checks.front()));
}

TEST_F(Diagnose, NamesWhatAloneHolds) {
  auto check = not_listening("R01");
  listens_on(check, swapped);
  calls(check,
        {{2, "start", 0, "", {""}}, {2, "socket", 3, "", {"2", "1"}}, {2, "bind", 0, "", {"3", "AF_INET 0.0.0.0:36895", "16"}}});
  auto all = with({check});
  EXPECT_FALSE(wants_second_look(all, all.checks.front()));
  diagnose(all, bugs_);
  ASSERT_TRUE(all.checks.front().diagnosis);
  const auto& diagnosis = *all.checks.front().diagnosis;
  EXPECT_EQ(diagnosis.id, "V01");
  EXPECT_NE(std::find(diagnosis.excluded.begin(), diagnosis.excluded.end(), "V02"), diagnosis.excluded.end());
  EXPECT_EQ(diagnosis.see.find("{port}"), std::string::npos);
}

TEST_F(Diagnose, IsSilentWhileARowIsOpen) {
  auto check = not_listening("R01");
  listens_on(check, swapped);
  auto all = with({check});
  diagnose(all, bugs_);
  EXPECT_FALSE(all.checks.front().diagnosis);
}

TEST_F(Diagnose, IsSilentWhenTheLogOfCallsCouldNotBeWritten) {
  auto check = not_listening("R01");
  listens_on(check, swapped);
  check.facts.second_look = true;
  auto all = with({check});
  diagnose(all, bugs_);
  EXPECT_FALSE(all.checks.front().diagnosis);
}

TEST_F(Diagnose, OffersTheExperimentsWhenTwoHold) {
  auto check = not_listening("R01");
  listens_on(check, swapped);
  // It also bound another port of its own: two causes would explain that nobody listens where it should.
  calls(check,
        {{2, "start", 0, "", {""}}, {2, "socket", 3, "", {"2", "1"}}, {2, "bind", 0, "", {"3", "AF_INET 0.0.0.0:3490", "16"}}});
  auto all = with({check});
  diagnose(all, bugs_);
  EXPECT_FALSE(all.checks.front().diagnosis);
  ASSERT_EQ(all.checks.front().experiments.size(), 2u);
  EXPECT_EQ(all.checks.front().experiments[0].id, "V01");
  EXPECT_EQ(all.checks.front().experiments[1].id, "G02");
}

TEST_F(Diagnose, KnowsWhoHangsUpAfterOnePieceAlsoByTheReset) {
  auto check = not_listening("R11");
  check.facts.expectation = "delivered";
  check.facts.end = "RST";
  calls(check, {{2, "start", 0, "", {""}},
                {2, "accept", 4, "", {"3", "16"}},
                {2, "recv", 4, "", {"4", "1024", "0", "rude"}},
                {2, "send", 4, "", {"4", "4", "0", "RUDE"}},
                {2, "close", 0, "", {"4"}}});
  auto all = with({check});
  diagnose(all, bugs_);
  ASSERT_TRUE(all.checks.front().diagnosis);
  EXPECT_EQ(all.checks.front().diagnosis->id, "V31");
}

TEST_F(Diagnose, WhatIsShownLaterDoesNotShapeWhatIsShownNow) {
  const auto answers_one_piece = [](const std::string& id, bool stream_ended) {
    auto check = not_listening(id);
    check.facts.expectation = "reply";
    check.facts.stream_ended = stream_ended;
    check.facts.end = "RST";
    calls(check, {{2, "start", 0, "", {""}},
                  {2, "accept", 4, "", {"3", "16"}},
                  {2, "recv", 4, "", {"4", "1024", "0", "rude"}},
                  {2, "send", 4, "", {"4", "4", "0", "RUDE"}},
                  {2, "close", 0, "", {"4"}}});
    return check;
  };
  auto here = answers_one_piece("R11", true);
  auto other = answers_one_piece("R12", false);
  const auto holds_elsewhere = [&] {
    const auto all = with({here, other});
    return Case(all, all.checks.front()).elsewhere([](const Case& that) { return !that.facts().stream_ended; });
  };
  const std::vector<std::string> later_and_later{"visible", "after_due", "after_published", "hidden"};
  for (std::size_t mine = 0; mine < later_and_later.size(); ++mine)
    for (std::size_t theirs = 0; theirs < later_and_later.size(); ++theirs) {
      here.visibility = later_and_later[mine];
      other.visibility = later_and_later[theirs];
      EXPECT_EQ(holds_elsewhere(), theirs <= mine) << here.visibility << ", " << other.visibility;
    }
  // So the words of a visible one are the same whether a hidden one is met or not.
  here.visibility = "visible";
  other.visibility = "hidden";
  auto unmet = with({here, other});
  other.outcome = Outcome::pass;
  auto met = with({here, other});
  diagnose(unmet, bugs_);
  diagnose(met, bugs_);
  EXPECT_EQ(nlohmann::json(unmet.checks.front()).dump(), nlohmann::json(met.checks.front()).dump());
}

TEST_F(Diagnose, OneCauseIsToldOnce) {
  auto first = not_listening("R01");
  listens_on(first, swapped);
  calls(first, {{2, "start", 0, "", {""}}});
  auto second = first;
  second.id = "R02";
  auto all = with({first, second});
  diagnose(all, bugs_);
  ASSERT_TRUE(all.checks[0].diagnosis && all.checks[1].diagnosis);
  EXPECT_EQ(all.checks[0].diagnosis->told_at, "R01");
  EXPECT_EQ(all.checks[1].diagnosis->told_at, "R01");
  EXPECT_EQ(all.checks[0].diagnosis->also_explains, std::vector<std::string>{"R02"});
}

TEST_F(Diagnose, SaysNothingOfWhatIsMetOrNotReached) {
  auto check = not_listening("R01");
  listens_on(check, swapped);
  calls(check, {{2, "start", 0, "", {""}}});
  for (const auto outcome : {Outcome::pass, Outcome::not_reached, Outcome::cannot_test, Outcome::grader_fault}) {
    check.outcome = outcome;
    auto all = with({check});
    diagnose(all, bugs_);
    EXPECT_FALSE(all.checks.front().diagnosis) << to_string(outcome);
  }
}

TEST(Facts, KeepEveryByteInJson) {
  Bytes all;
  for (int byte = 0; byte < 256; ++byte) all.value += static_cast<char>(byte);
  const auto text = nlohmann::json(all).dump();
  EXPECT_EQ(nlohmann::json::parse(text).get<Bytes>(), all);
}

}  // namespace
}  // namespace wirelab::diagnosis
