#include "differences.hpp"

#include <gmock/gmock.h>

namespace wirelab::corpus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Lab lab_of_two() {
  Lab lab;
  lab.requirements = {{"R01", 50, {}, "one", {}}, {"R02", 50, {}, "two", {}}};
  return lab;
}

Result result_of(const std::vector<std::pair<std::string, Outcome>>& verdicts) {
  Result result;
  for (const auto& [id, outcome] : verdicts) {
    CheckResult check;
    check.id = id;
    check.outcome = outcome;
    result.checks.push_back(check);
  }
  return result;
}

const Submission fails_r02{"buggy/X01", {}, "X01", {}, {{"R01", Outcome::pass}, {"R02", Outcome::fail}}};
const Submission skeleton{"skeleton", {}, {}, {}, {}};

TEST(Differences, NoneWhereEveryVerdictIsAsItMustBe) {
  EXPECT_THAT(differences(lab_of_two(), fails_r02, result_of({{"R01", Outcome::pass}, {"R02", Outcome::fail}})), IsEmpty());
}

TEST(Differences, AVerdictThatIsAnother) {
  EXPECT_THAT(differences(lab_of_two(), fails_r02, result_of({{"R01", Outcome::pass}, {"R02", Outcome::pass}})),
              ElementsAre(HasSubstr("R02 is pass, must be fail")));
}

TEST(Differences, AVerdictThatIsMissing) {
  EXPECT_THAT(differences(lab_of_two(), fails_r02, result_of({{"R01", Outcome::pass}})),
              ElementsAre(HasSubstr("verdicts on [R01], must be on [R01 R02]")));
  EXPECT_THAT(differences(lab_of_two(), skeleton, result_of({})), ElementsAre(HasSubstr("verdicts on []")));
}

TEST(Differences, AVerdictThatIsThereTwiceOrUnknown) {
  EXPECT_THAT(
      differences(lab_of_two(), fails_r02, result_of({{"R01", Outcome::pass}, {"R01", Outcome::pass}, {"R02", Outcome::fail}})),
      ElementsAre(HasSubstr("verdicts on [R01 R01 R02]")));
  EXPECT_THAT(
      differences(lab_of_two(), fails_r02, result_of({{"R01", Outcome::pass}, {"R02", Outcome::fail}, {"R03", Outcome::pass}})),
      ElementsAre(HasSubstr("verdicts on [R01 R02 R03]")));
}

TEST(Differences, TheSkeletonMayFailButNotBeAFaultOfTheGrader) {
  EXPECT_THAT(differences(lab_of_two(), skeleton, result_of({{"R01", Outcome::fail}, {"R02", Outcome::not_reached}})), IsEmpty());
  EXPECT_THAT(differences(lab_of_two(), skeleton, result_of({{"R01", Outcome::fail}, {"R02", Outcome::grader_fault}})),
              ElementsAre(HasSubstr("R02 is grader_fault, must be a verdict")));
}

TEST(Differences, TheSkeletonMeetsLittle) {
  auto result = result_of({{"R01", Outcome::fail}, {"R02", Outcome::pass}});
  result.score = 50;
  EXPECT_THAT(differences(lab_of_two(), skeleton, result), ElementsAre(HasSubstr("50 points for the skeleton")));
}

TEST(Differences, AFaultOfTheWhole) {
  auto result = result_of({{"R01", Outcome::pass}, {"R02", Outcome::fail}});
  result.status = Status::grader_fault;
  EXPECT_THAT(differences(lab_of_two(), fails_r02, result), ElementsAre(HasSubstr("grader_fault")));
}

TEST(Differences, AWrongName) {
  auto result = result_of({{"R01", Outcome::pass}, {"R02", Outcome::fail}});
  result.checks[1].diagnosis = Diagnosis{};
  result.checks[1].diagnosis->id = "V14";
  EXPECT_THAT(differences(lab_of_two(), fails_r02, result), ElementsAre(HasSubstr("the diagnosis says [V14], must be []")));
}

}  // namespace
}  // namespace wirelab::corpus
