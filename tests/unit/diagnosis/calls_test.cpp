#include "diagnosis/calls.hpp"

#include <gtest/gtest.h>

namespace wirelab::diagnosis {
namespace {

Call call(int process, std::string name, long result, std::vector<std::string> arguments, std::string error = {}) {
  return {process, std::move(name), result, std::move(error), std::move(arguments)};
}

TEST(Calls, AreChosenByNameProcessDescriptorAndOutcome) {
  const std::vector<Call> log{call(2, "bind", -1, {"3", "AF_INET 0.0.0.0:80", "16"}, "EACCES"), call(2, "accept", 4, {"3", "0"}),
                              call(3, "recv", 5, {"4", "100", "0", "hello"}), call(2, "close", 0, {"4"})};
  const Calls calls(log);
  EXPECT_EQ(calls.count(), 4u);
  EXPECT_TRUE(calls.named("bind").failed_with("EACCES").any());
  EXPECT_TRUE(calls.named("bind").successful().none());
  EXPECT_EQ(calls.by(3).first().name, "recv");
  EXPECT_EQ(calls.on(4).count(), 2u);
  EXPECT_EQ(calls.receives().count(), 1u);
  EXPECT_EQ(calls.after(calls.named("accept").first()).first().name, "recv");
  EXPECT_EQ(calls.before(calls.named("accept").first()).last().name, "bind");
}

TEST(Addresses, AreReadFromTheWordsOfTheShim) {
  EXPECT_EQ(port_in("AF_INET 127.0.0.1:8080"), 8080);
  EXPECT_EQ(host_in("AF_INET 127.0.0.1:8080"), "127.0.0.1");
  EXPECT_EQ(port_in("AF_INET6 [::1]:80"), 80);
  EXPECT_EQ(port_in("family 0"), -1);
  EXPECT_EQ(host_in("none"), "");
}

TEST(Served, IsWhatWasDoneWithADescriptorUntilItWasClosed) {
  const std::vector<Call> log{call(2, "accept", 4, {"3", "0"}), call(2, "recv", 1, {"4", "9", "0", "x"}),
                              call(2, "close", 0, {"4"}), call(2, "accept", 4, {"3", "0"}),
                              call(2, "recv", 0, {"4", "9", "0", ""})};
  const auto served = served_in(Calls(log));
  ASSERT_EQ(served.size(), 2u);
  EXPECT_TRUE(served[0].closed);
  EXPECT_EQ(served[0].own.receives().count(), 1u);
  EXPECT_FALSE(served[1].closed);
  EXPECT_EQ(served[1].own.receives().first().result, 0);
}

TEST(Served, HasThePartOfTheChildThatWasForkedForIt) {
  const std::vector<Call> log{
      call(2, "accept", 4, {"3", "0"}),          call(2, "fork", 7, {""}),         call(2, "close", 0, {"4"}),
      call(7, "send", 2, {"4", "2", "0", "hi"}), call(2, "accept", 4, {"3", "0"}), call(2, "fork", 8, {""}),
      call(8, "send", 3, {"4", "3", "0", "two"})};
  const auto served = served_in(Calls(log));
  ASSERT_EQ(served.size(), 2u);
  EXPECT_TRUE(served[0].closed);
  ASSERT_EQ(served[0].of_children.count(), 1u);
  EXPECT_EQ(served[0].of_children.first().process, 7);
  ASSERT_EQ(served[1].of_children.count(), 1u);
  EXPECT_EQ(served[1].of_children.first().process, 8);
  EXPECT_FALSE(served[1].closed);
}

TEST(Served, IsTalkedWithByTheProcessThatAcceptedOrByItsChild) {
  const std::vector<Call> log{call(2, "accept", 4, {"3", "0"}),
                              call(2, "recv", 1, {"4", "9", "0", "x"}),
                              call(2, "close", 0, {"4"}),
                              call(2, "accept", 4, {"3", "0"}),
                              call(2, "fork", 7, {""}),
                              call(2, "close", 0, {"4"}),
                              call(7, "send", 2, {"4", "2", "0", "hi"})};
  const auto served = served_in(Calls(log));
  ASSERT_EQ(served.size(), 2u);
  EXPECT_EQ(served[0].talk.receives().count(), 1u);
  EXPECT_TRUE(served[0].hung_up);
  ASSERT_EQ(served[1].talk.sends().count(), 1u);
  EXPECT_EQ(served[1].talk.sends().first().process, 7);
  EXPECT_TRUE(served[1].closed);
  EXPECT_FALSE(served[1].hung_up);  // the child talks on
}

}  // namespace
}  // namespace wirelab::diagnosis
