#include "confusion.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <sstream>

#include "paragraph.hpp"

namespace wirelab::corpus {
namespace {

const Submission v14{"buggy/V14-never-closes", {}, "V14", {"V14"}, {}};
const Submission v18{"buggy/V18-reset-is-fatal", {}, "V18", {"V18", "V34"}, {}};
const Submission both{"buggy/D3-two-at-once", {}, {}, {"V14", "V18"}, {}};
const Submission x01{"buggy/X01-forks", {}, "X01", {}, {}};
const Submission x02{"buggy/X02-drops", {}, "X02", {}, {}};
const Submission solution{"solution", {}, {}, {}, {}};
const Submission skeleton{"skeleton", {}, {}, {}, {}};

TEST(Confusion, OnlyItsOwnIdIsExact) {
  EXPECT_EQ(judge(v14, {"V14"}), Naming::exact);
  EXPECT_EQ(judge(v14, {}), Naming::missing);
  EXPECT_EQ(judge(v14, {"V15"}), Naming::wrong);
  EXPECT_EQ(judge(v14, {"V14", "V15"}), Naming::wrong);
}

TEST(Confusion, OneOfTheClassWillDo) {
  EXPECT_EQ(judge(v18, {"V18"}), Naming::exact);
  EXPECT_EQ(judge(v18, {"V34"}), Naming::of_its_class);
  EXPECT_EQ(judge(v18, {"V18", "V34"}), Naming::of_its_class);
}

TEST(Confusion, OfTwoBugsOneWillDoAndNoOther) {
  EXPECT_EQ(judge(both, {"V14", "V18"}), Naming::exact);
  EXPECT_EQ(judge(both, {"V14"}), Naming::of_its_class);
  EXPECT_EQ(judge(both, {"V14", "V15"}), Naming::wrong);
  EXPECT_EQ(judge(both, {}), Naming::missing);
}

TEST(Confusion, WhereNothingHasANameAnyNameIsWrong) {
  for (const auto& submission : {x01, solution, skeleton}) {
    EXPECT_EQ(judge(submission, {}), Naming::rightly_silent);
    EXPECT_EQ(judge(submission, {"V14"}), Naming::wrong);
  }
}

TEST(Confusion, ShowsWhatIsExactTogetherAndEverythingElseByItself) {
  Confusion confusion;
  for (int turn = 0; turn < 3; ++turn) confusion.count(v14, {"V14"});
  confusion.count(v18, {"V18"});
  confusion.count(v18, {"V34"});
  confusion.count(v18, {});
  confusion.count(both, {"V14", "V18"});
  confusion.count(both, {"V18"});
  confusion.count(x01, {});
  confusion.count(x02, {"V15"});
  confusion.count(solution, {});
  EXPECT_EQ(confusion.text({{{"V18", "V34"}, "They look the same.", false}}),
            "  exactly its id (1): V14 x3\n"
            "  anything else:\n"
            "    V18: nothing x1 <- MISSING, V18 x1, V34 x1 (its class)\n"
            "  several bugs at once, of which no other may be told:\n"
            "    D3 (V14 V18): V14+V18 x1, V18 x1 (some of these)\n"
            "  nothing may be told:\n"
            "    none (X), 2 programs: nothing x1, V15 x1 <- WRONG\n"
            "    none (correct): nothing x1\n"
            "  V18, V34 cannot be told apart: They look the same.\n");
  EXPECT_EQ(confusion.total(Naming::exact), 5u);
  EXPECT_EQ(confusion.total(Naming::of_its_class), 2u);
  EXPECT_EQ(confusion.total(Naming::rightly_silent), 2u);
  EXPECT_EQ(confusion.total(Naming::missing), 1u);
  EXPECT_EQ(confusion.total(Naming::wrong), 1u);
  EXPECT_EQ(confusion.programs_without_a_name(), 2u);
}

TEST(Confusion, FitsATerminal) {
  Confusion confusion;
  for (int number = 10; number < 90; ++number) {
    const auto id = fmt::format("V{}", number);
    confusion.count({"buggy/of-it", {}, id, {id}, {}}, {id});
  }
  std::istringstream lines(confusion.text({}));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), columns);
  EXPECT_GT(count, 3);
}

TEST(Confusion, ToldIsEveryNameOnce) {
  Result result;
  result.checks.resize(3);
  result.checks[0].diagnosis = Diagnosis{};
  result.checks[0].diagnosis->id = "V14";
  result.checks[2].diagnosis = result.checks[0].diagnosis;
  EXPECT_EQ(told_of(result), Told{"V14"});
}

}  // namespace
}  // namespace wirelab::corpus
