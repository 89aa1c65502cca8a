#include "report/sequence.hpp"

#include <gtest/gtest.h>

namespace wirelab {
namespace {

TEST(Sequence, IsARowForEachEventWithoutTimesAndPorts) {
  const std::vector<Event> events{{0.0, "grader", "start", "ucserver 8080"},
                                  {0.5, "program", "listen", "8080"},
                                  {1.0, "grader", "connect", "client to 127.0.0.1:8080"},
                                  {1.1, "grader", "send", "client: \"abc\""},
                                  {1.3, "grader", "receive", "client: \"ABC\""},
                                  {1.4, "grader", "half-close", "client"}};
  EXPECT_EQ(sequence_of(events),
            "left: your program\nright: grader\nleft> started\nleft> listens\n | <- SYN | client: connect\n"
            " | <- \"abc\" | client: send\n | -> \"ABC\" | client: recv\n | <- FIN | client: shutdown\n");
}

TEST(Sequence, CallsTheFirstOfSeveralClientsByItsNumber) {
  const std::vector<Event> events{{0, "grader", "connect", "client to 127.0.0.1:8080"},
                                  {1, "grader", "connect", "client 2 to 127.0.0.1:8080"}};
  EXPECT_EQ(sequence_of(events),
            "left: your program\nright: grader\n | <- SYN | client 1: connect\n | <- SYN | client 2: connect\n");
}

TEST(Sequence, HasNoBarsButItsOwnAndNoLongTexts) {
  const std::vector<Event> events{{0, "grader", "send", "client: \"{|}\""},
                                  {0, "grader", "send", "client: \"" + std::string(200, 'a') + "\""},
                                  {0, "packet", "SYN", "not of the conversation itself"}};
  const auto text = sequence_of(events);
  EXPECT_NE(text.find(" | <- \"{\\x7c}\" | client: send\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("not of"), std::string::npos);
  EXPECT_LT(text.size(), 200u);
}

}  // namespace
}  // namespace wirelab
