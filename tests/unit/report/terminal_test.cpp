#include "report/terminal.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace wirelab {
namespace {

using testing::HasSubstr;
using testing::Not;

Result example() {
  Result result;
  result.lab = "lab03-iterative-server";
  result.seed = 1234;
  result.isolation = "namespaces";
  result.score = 92;
  result.max_score = 100;
  result.build.ok = true;
  result.checks.resize(3);
  result.checks[0].id = "R01";
  result.checks[0].outcome = Outcome::pass;
  result.checks[1].id = "R08";
  result.checks[1].title = "the client's end of stream is answered by FIN";
  result.checks[1].outcome = Outcome::fail;
  result.checks[1].did = "client sent \"abc\" (answered), ended its stream (FIN)";
  result.checks[1].expected = "FIN from your server (the end of its stream)";
  result.checks[1].saw = "nothing; your server has settled: it waits in accept(fd 3), and its side is in CLOSE-WAIT";
  result.checks[1].evidence = {"pid 2 is blocked in accept(fd 3)",
                               "fd 4 = 127.0.0.1:8080 <-> 127.0.0.1:41782 (client), CLOSE-WAIT"};
  result.checks[1].replay = "wirelab grade lab03 --only R08 --seed 1234";
  result.checks[2].id = "R09";
  result.checks[2].outcome = Outcome::not_reached;
  return result;
}

TEST(TerminalReport, SaysWhatWasDoneExpectedAndSeen) {
  const auto text = terminal_report(example(), {.colour = false, .unicode = false, .width = 100});
  EXPECT_THAT(text, HasSubstr("R08  not met: the client's end of stream is answered by FIN"));
  EXPECT_TRUE(text.starts_with("1 of 3 requirements met\n")) << text;
  EXPECT_THAT(text, HasSubstr("     saw       nothing; your server has settled"));
  EXPECT_THAT(text, HasSubstr("     evidence  pid 2 is blocked in accept(fd 3)"));
  EXPECT_THAT(text, HasSubstr("not reached   R09"));
  EXPECT_THAT(text, HasSubstr("92 of 100 - 1 of 3 requirements met"));
}

TEST(TerminalReport, ItsCommandsCanBeCopied) {
  const auto text = terminal_report(example(), {.colour = false, .unicode = false, .width = 40, .program = "build/bin/wirelab"});
  EXPECT_THAT(text, HasSubstr(" build/bin/wirelab grade lab03 --only R08 --seed 1234\n"));
}

TEST(TerminalReport, FitsItsWindow) {
  for (const std::size_t width : {48u, 60u, 80u, 120u}) {
    std::istringstream lines(terminal_report(example(), {.colour = false, .unicode = false, .width = width}));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("92 of 100") || line.find("wirelab ") != std::string::npos) continue;  // these are for copying
      EXPECT_LE(line.size(), width) << line;
    }
  }
}

TEST(TerminalReport, ColoursOnlyWhenAsked) {
  EXPECT_THAT(terminal_report(example(), {.colour = false, .unicode = false, .width = 80}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(terminal_report(example(), {.colour = true, .unicode = true, .width = 80}), HasSubstr("\x1b[1;31mR08"));
}

}  // namespace
}  // namespace wirelab
