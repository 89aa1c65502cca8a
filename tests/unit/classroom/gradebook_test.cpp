#include "classroom/gradebook.hpp"

#include <gmock/gmock.h>

#include "classroom/jplag.hpp"
#include "classroom/pseudonyms.hpp"
#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string lab = "lab03-iterative-server";

Grade grade_for(const Student& student, double score) { return {student, score, 100, "R08 not met"}; }

const std::string canvas =
    "Student,ID,SIS User ID,SIS Login ID,Section,Lab 02 (41),Lab 03 - server (42),Current Score\r\n"
    "    Points Possible,,,,,10,20,\r\n"
    "\"Doe, Jane\",1001,u1,jdoe,\"CS, 01\",9.50,,95\r\n"
    "\"Roe, Rita\",1002,u2,rroe,\"CS, 01\",9.50,3.00,95\r\n"
    "\"Poe, Ann\",1003,u3,apoe,\"CS, 01\",,,\r\n";

TEST(Canvas, OnlyTheCellsOfTheGradeChange) {
  const auto filled = fill_canvas(canvas, "g.csv",
                                  {grade_for({"1001", "", "", "", ""}, 84),
                                   grade_for({"x1", "", "rroe@x.edu", "", ""}, 0),
                                   grade_for({"x2", "poeann", "", "", ""}, 33.333),
                                   grade_for({"x3", "Nobody", "", "", ""}, 1),
                                   {{"1003", "", "", "", ""}, std::nullopt, 100, ""}},
                                  lab, "");
  EXPECT_EQ(filled.cells, 3u);
  EXPECT_THAT(filled.left_over, ElementsAre("x3"));
  EXPECT_EQ(filled.text,
            "Student,ID,SIS User ID,SIS Login ID,Section,Lab 02 (41),Lab 03 - server (42),Current Score\r\n"
            "    Points Possible,,,,,10,20,\r\n"
            "\"Doe, Jane\",1001,u1,jdoe,\"CS, 01\",9.50,16.80,95\r\n"
            "\"Roe, Rita\",1002,u2,rroe,\"CS, 01\",9.50,0.00,95\r\n"
            "\"Poe, Ann\",1003,u3,apoe,\"CS, 01\",,6.67,\r\n");
}

TEST(Canvas, NeverAnotherAssignment) {
  EXPECT_THROW(fill_canvas(canvas, "g.csv", {}, "lab05-udp", ""), UsageError);
  EXPECT_THROW(fill_canvas(canvas, "g.csv", {}, lab, "Lab 3"), UsageError);
  EXPECT_NO_THROW(fill_canvas(canvas, "g.csv", {}, lab, "Lab 02"));
  EXPECT_THROW(fill_canvas("Identifier,Grade\n", "g.csv", {}, lab, ""), UsageError);
  EXPECT_THROW(fill_canvas("Student,ID,Section,Lab 3 (1),lab03 late (2)\n", "g.csv", {}, lab, ""), UsageError);
}

TEST(Canvas, WhoIsNotCertainGetsNothing) {
  const std::string twins = "Student,ID,Section,Lab 03 (1)\n\"Doe, Jane\",1,A,\n\"Doe, Jane\",2,A,\n";
  const auto filled = fill_canvas(twins, "g.csv", {grade_for({"x", "Jane Doe", "", "", ""}, 5)}, lab, "");
  EXPECT_EQ(filled.text, twins);
  EXPECT_THAT(filled.left_over, ElementsAre("x"));
}

TEST(Moodle, FillsByParticipantEmailAndName) {
  const std::string sheet =
      "Identifier,\"Full name\",\"Email address\",Grade,\"Maximum grade\",\"Grade can be changed\",\"Last modified "
      "(grade)\",\"Feedback comments\"\n"
      "\"Participant 11\",\"Jane Doe\",jane@x.edu,,50.00,Yes,-,\n"
      "\"Participant 12\",\"Rita Roe\",rita@x.edu,,50.00,Yes,-,\n"
      "\"Participant 13\",\"Ann Poe\",ann@x.edu,7.00,50.00,No,-,\n";
  const auto filled = fill_moodle(
      sheet, "w.csv",
      {grade_for({"11", "", "", "", ""}, 84), grade_for({"r", "", "rita@x.edu", "", ""}, 50), grade_for({"13", "", "", "", ""}, 1)},
      "Grade", "Feedback comments");
  EXPECT_EQ(filled.cells, 2u);
  EXPECT_THAT(filled.left_over, ElementsAre("13"));
  EXPECT_THAT(filled.text, HasSubstr("\"Participant 11\",\"Jane Doe\",jane@x.edu,42.00,50.00,Yes,-,R08 not met\n"));
  EXPECT_THAT(filled.text, HasSubstr("\"Participant 12\",\"Rita Roe\",rita@x.edu,25.00,50.00,Yes,-,R08 not met\n"));
  EXPECT_THAT(filled.text, HasSubstr("\"Participant 13\",\"Ann Poe\",ann@x.edu,7.00,50.00,No,-,\n"));
  EXPECT_THROW(fill_moodle("Identifier,Bewertung\n", "w.csv", {}, "Grade", "Feedback comments"), UsageError);
}

TEST(OwnTable, GuardsFormulas) {
  const auto text = grades_as_csv({grade_for({"1", "=HYPERLINK(\"http://x\")", "+1@x", "", ""}, 84)});
  EXPECT_THAT(text, HasSubstr("1,\"'=HYPERLINK(\"\"http://x\"\")\",'+1@x,,84.00,100,R08 not met"));
}

CheckResult failed(const std::string& id, const std::string& visibility, const std::string& bug, const std::string& told_at) {
  CheckResult check;
  check.id = id;
  check.title = "secret " + id;
  check.max_points = 10;
  check.outcome = Outcome::fail;
  check.visibility = visibility;
  check.diagnosis = Diagnosis{};
  check.diagnosis->id = bug;
  check.diagnosis->name = "name of " + bug;
  check.diagnosis->told_at = told_at;
  check.diagnosis->also_explains = {"R01", "R02", "R03"};
  return check;
}

Result result_with_secrets() {
  Result result;
  result.score = 70;
  result.max_score = 100;
  result.checks = {failed("R01", "hidden", "V01", "R01"), failed("R02", "after_published", "V01", "R01"),
                   failed("R03", "visible", "V01", "R01")};
  return result;
}

TEST(ForStudent, NothingOfWhatMayNotBeSeen) {
  const auto shown = for_student(result_with_secrets(), Stage::after_due);
  const auto text = nlohmann::json(shown).dump();
  EXPECT_THAT(text, Not(HasSubstr("R01")));
  EXPECT_THAT(text, Not(HasSubstr("R02")));
  ASSERT_EQ(shown.checks.size(), 1u);
  EXPECT_EQ(shown.checks[0].diagnosis->told_at, "R03");
  EXPECT_EQ(shown.score, 70);
  EXPECT_EQ(for_student(result_with_secrets(), Stage::published).checks.size(), 2u);
}

TEST(GradeOf, FeedbackLatenessAndFaults) {
  SubmissionOutcome outcome;
  outcome.ending = Ending::graded;
  outcome.result = result_with_secrets();
  const LatePolicy policy{parse_moment("2026-11-20T00:00:00Z").value(), std::chrono::minutes{0}, 10, 100};
  const Student late{"1", "", "", "2026-11-20T12:00:00Z", ""};
  const auto grade = grade_of({late, outcome}, 100, policy, Stage::after_due);
  EXPECT_EQ(grade.score, 60);
  EXPECT_EQ(grade.feedback, "70 of 100 points; not met: R03 (V01 name of V01); late: 10 points less");
  EXPECT_EQ(grade_of({late, std::nullopt}, 100, policy, Stage::after_due).score, std::nullopt);
  outcome.ending = Ending::grader_fault;
  EXPECT_EQ(grade_of({late, outcome}, 100, policy, Stage::after_due).score, std::nullopt);
  outcome.ending = Ending::nothing_to_grade;
  outcome.result.reset();
  outcome.why = "there are no files";
  EXPECT_EQ(grade_of({late, outcome}, 100, {}, Stage::after_due).score, 0);
  EXPECT_EQ(grade_of({late, outcome}, 100, {}, Stage::after_due).feedback, "nothing to grade: there are no files");
}

TEST(Pseudonyms, StayAndCannotBeGuessed) {
  const TemporaryFolder folder;
  Pseudonyms first(folder.path() / "key");
  const auto name = first.of("1001");
  EXPECT_THAT(name, testing::MatchesRegex("s[0-9a-f]+"));
  EXPECT_NE(name, first.of("1002"));
  EXPECT_NE(name, Pseudonyms(folder.path() / "other").of("1001"));
  first.keep();
  EXPECT_EQ(Pseudonyms(folder.path() / "key").of("1001"), name);
  EXPECT_EQ(std::filesystem::status(folder.path() / "key").permissions(), std::filesystem::perms(0600));
  write_whole_file(folder.path() / "key", "{}");
  EXPECT_THROW(Pseudonyms(folder.path() / "key"), UsageError);
}

TEST(WithoutPerson, TakesOutNameMailAndId) {
  const Student student{"100042", "Doe, Jane", "jane@x.edu", "", ""};
  EXPECT_EQ(without_person("// JANE DOE (Doe, Jane) <jane@x.edu> 100042: int jane = 1;", student, "s1"),
            "// s1 (s1) <s1> s1: int jane = 1;");
  EXPECT_EQ(without_person("int main() {}", {"1", "", "", "", ""}, "s1"), "int main() {}");
}

}  // namespace
}  // namespace wirelab::classroom
