#include "classroom/gradebook.hpp"

#include <gmock/gmock.h>

#include "classroom/export_place.hpp"
#include "classroom/jplag.hpp"
#include "classroom/pseudonyms.hpp"
#include "classroom/stage.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Lab lab_called(const std::string& name, const std::string& title) {
  Lab lab;
  lab.name = name;
  lab.title = title;
  return lab;
}

const Lab lab = lab_called("lab03-iterative-server", "An iterative TCP server");

Grade grade_for(const Student& student, double score) { return {student, score, 100, "R08 not met"}; }

const std::string canvas =
    "Student,ID,SIS User ID,SIS Login ID,Section,Lab 02 (41),Lab 03 - server (42),Current Score\r\n"
    "    Points Possible,,,,,10,20,\r\n"
    "\"Doe, Jane\",1001,u1,jdoe,\"CS, 01\",9.50,,95\r\n"
    "\"Roe, Rita\",1002,u2,rroe,\"CS, 01\",9.50,3.00,95\r\n"
    "\"Poe, Ann\",1003,u3,apoe,\"CS, 01\",,,\r\n"
    "\"Moe, Max\",1004,u4,mmoe,\"CS, 01\",,7.00,\r\n";

TEST(Canvas, OnlyTheCellsOfTheGradeChange) {
  const auto filled = fill_canvas(canvas, "g.csv",
                                  {grade_for({"1001", "", "", "", ""}, 84),
                                   grade_for({"x1", "", "rroe@x.edu", "", ""}, 0),
                                   grade_for({"x2", "poeann", "", "", ""}, 33.333),
                                   grade_for({"x3", "Nobody", "", "", ""}, 1),
                                   {{"1004", "", "", "", ""}, std::nullopt, 100, ""}},
                                  lab, "");
  EXPECT_EQ(filled.cells, 3u);
  EXPECT_THAT(filled.left_over, ElementsAre("x3"));
  EXPECT_EQ(filled.text,
            "Student,ID,SIS User ID,SIS Login ID,Section,Lab 02 (41),Lab 03 - server (42),Current Score\r\n"
            "    Points Possible,,,,,10,20,\r\n"
            "\"Doe, Jane\",1001,u1,jdoe,\"CS, 01\",9.50,16.80,95\r\n"
            "\"Roe, Rita\",1002,u2,rroe,\"CS, 01\",9.50,0.00,95\r\n"
            "\"Poe, Ann\",1003,u3,apoe,\"CS, 01\",,6.67,\r\n"
            "\"Moe, Max\",1004,u4,mmoe,\"CS, 01\",,7.00,\r\n");
}

TEST(Canvas, WhoIsExcusedStaysSo) {
  const std::string sheet =
      "Student,ID,Section,Lab 03 (1)\n    Points Possible,,,10\n\"Doe, Jane\",1,A,EX\n\"Roe, Rita\",2,A, ex \n";
  const auto filled =
      fill_canvas(sheet, "g.csv", {grade_for({"1", "", "", "", ""}, 90), grade_for({"2", "", "", "", ""}, 0)}, lab, "");
  EXPECT_EQ(filled.text, sheet);
  EXPECT_THAT(filled.left_over, ElementsAre("1", "2"));
}

TEST(Canvas, NeverAnotherAssignment) {
  EXPECT_THROW(fill_canvas(canvas, "g.csv", {}, lab_called("lab05-udp", "A UDP listener and talker"), ""), UsageError);
  EXPECT_THROW(fill_canvas(canvas, "g.csv", {}, lab, "Lab 3"), UsageError);
  EXPECT_NO_THROW(fill_canvas(canvas, "g.csv", {}, lab, "Lab 02"));
  EXPECT_THROW(fill_canvas("Identifier,Grade\n", "g.csv", {}, lab, ""), UsageError);
  EXPECT_THROW(fill_canvas("Student,ID,Section,Lab 3 (1),lab03 late (2)\n", "g.csv", {}, lab, ""), UsageError);
}

TEST(Canvas, AColumnOfMoreThanTheLabIsNotGuessed) {
  const auto titled = [](const std::string& title) {
    return "Student,ID,Section," + title + ",Sockets (52)\n    Points Possible,,,10,10\n\"Doe, Jane\",1,A,,\n";
  };
  for (const std::string bad : {"Lab 3 report (51)", "Lab 3 (part 2) (51)", "Quiz on lab 03 (51)"}) {
    try {
      fill_canvas(titled(bad), "g.csv", {}, lab, "");
      ADD_FAILURE() << bad;
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr("--column"));
      EXPECT_THAT(error.what(), HasSubstr(bad + " | Sockets (52)"));
    }
    EXPECT_EQ(fill_canvas(titled(bad), "g.csv", {}, lab, bad).column, bad);
  }
  for (const std::string good :
       {"Lab 3", "LAB_03 (51)", "lab03-iterative-server", "Lab 3: An iterative TCP server (51)", "Lab 03 - server (51)"})
    EXPECT_EQ(fill_canvas(titled(good), "g.csv", {}, lab, "").column, good);
}

TEST(Canvas, TellsWhatElseStoodInACell) {
  const std::string sheet =
      "Student,ID,Section,Lab 03 (1)\n    Points Possible,,,20\n\"Doe, Jane\",1,A,17.5\n\"Roe, Rita\",2,A,20\n\"Poe, Ann\",3,A,\n"
      "\"Moe, Max\",4,A,0\n\"Coe, Cy\",5,A,late\n";
  std::vector<Grade> grades;
  for (const auto* id : {"1", "2", "3", "4", "5"}) grades.push_back(grade_for({id, "", "", "", ""}, 100));
  const auto filled = fill_canvas(sheet, "g.csv", grades, lab, "");
  EXPECT_EQ(filled.cells, 5u);
  ASSERT_EQ(filled.other_grades.size(), 3u);
  EXPECT_EQ(filled.other_grades[0].id + " " + filled.other_grades[0].before + " " + filled.other_grades[0].after, "1 17.5 20.00");
  EXPECT_EQ(filled.other_grades[1].before, "0");
  EXPECT_EQ(filled.other_grades[2].before, "late");
}

TEST(Canvas, NamesMayStandInTwoColumns) {
  const std::string sheet =
      "LastName,FirstName,ID,SIS Login ID,Section,Lab 3 (51)\n    Points "
      "Possible,,,,,20\nDoe,Jane,1001,jd,S,\nRoe,Rita,1002,rr,S,\n";
  const auto filled = fill_canvas(sheet, "g.csv",
                                  {grade_for({"1001", "", "", "", ""}, 100), grade_for({"x", "Rita Roe", "", "", ""}, 50),
                                   grade_for({"y", "Doe", "", "", ""}, 1)},
                                  lab, "");
  EXPECT_THAT(filled.text, HasSubstr("Doe,Jane,1001,jd,S,20.00\nRoe,Rita,1002,rr,S,10.00\n"));
  EXPECT_THAT(filled.left_over, ElementsAre("y"));
  EXPECT_THROW(fill_canvas("LastName,FirstName,Lab 3\n", "g.csv", {}, lab, ""), UsageError);
}

TEST(Canvas, WhoDoesNotHaveTheAssignmentGetsNoGrade) {
  const std::string sheet = "Student,ID,Section,Lab 03 (1)\n    Points Possible,,,10\n\"Doe, Jane\",1,A,N/A\n";
  const auto filled = fill_canvas(sheet, "g.csv", {grade_for({"1", "", "", "", ""}, 90)}, lab, "");
  EXPECT_EQ(filled.text, sheet);
  EXPECT_THAT(filled.left_over, ElementsAre("1"));
}

TEST(Canvas, WithoutPointsPossibleThereIsNoScale) {
  for (const std::string points : {"", "    Points Possible,,,\n", "    Points Possible,,,0\n", "    Points Possible,,,(none)\n",
                                   "    Points Possible,,,\"1,000\"\n"})
    EXPECT_THROW(fill_canvas("Student,ID,Section,Lab 03 (1)\n" + points + "\"Doe, Jane\",1,A,\n", "g.csv", {}, lab, ""), UsageError)
        << points;
}

TEST(Canvas, WhoIsNotCertainGetsNothing) {
  const std::string twins = "Student,ID,Section,Lab 03 (1)\n    Points Possible,,,10\n\"Doe, Jane\",1,A,\n\"Doe, Jane\",2,A,\n";
  const auto filled = fill_canvas(twins, "g.csv", {grade_for({"x", "Jane Doe", "", "", ""}, 5)}, lab, "");
  EXPECT_EQ(filled.text, twins);
  EXPECT_THAT(filled.left_over, ElementsAre("x"));
  EXPECT_EQ(fill_canvas(twins, "g.csv", {grade_for({"2", "Jane Doe", "", "", ""}, 5)}, lab, "").cells, 1u);
}

TEST(Canvas, WhoIsKnownByOneThingAndAnotherByTheNextGetsNothing) {
  const std::string sheet =
      "Student,ID,SIS User ID,SIS Login ID,Lab 03 (1)\n    Points Possible,,,,10\n"
      "\"Roe, Rita\",1001,7001,rroe,\n\"Doe, Jane\",2002,1001,jdoe,\n";
  for (const Student& jane : {Student{"1001", "", "", "", ""}, Student{"1001", "Jane Doe", "jdoe@x.edu", "", ""},
                              Student{"7001", "Doe, Jane", "", "", ""}, Student{"rroe", "", "jdoe@x.edu", "", ""}}) {
    const auto filled = fill_canvas(sheet, "g.csv", {grade_for(jane, 90)}, lab, "");
    EXPECT_EQ(filled.text, sheet);
    EXPECT_THAT(filled.left_over, ElementsAre(jane.id));
  }
}

TEST(Canvas, ARowThatTwoClaimIsNobodys) {
  const std::string sheet = "Student,ID,Section,Lab 03 (1)\n    Points Possible,,,10\n\"Doe, Jane\",1,A,4.00\n";
  const std::vector<Grade> both{grade_for({"x", "Jane Doe", "", "", ""}, 90), grade_for({"y", "Jane Doe", "", "", ""}, 10)};
  const auto filled = fill_canvas(sheet, "g.csv", both, lab, "");
  EXPECT_EQ(filled.text, sheet);
  EXPECT_THAT(filled.left_over, ElementsAre("x", "y"));
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

TEST(Moodle, TellsWhatElseStoodInACell) {
  const std::string sheet =
      "Identifier;\"Full name\";Grade;\"Maximum grade\";\"Feedback comments\"\n\"Participant 11\";\"Jane Doe\";-;50,00;my own "
      "words\n"
      "\"Participant 12\";\"Rita Roe\";25,00;50,00;R08 not met\n\"Participant 13\";\"Ann Poe\";49,99;50,00;\n";
  std::vector<Grade> grades;
  for (const auto* id : {"11", "12", "13"}) grades.push_back(grade_for({id, "", "", "", ""}, 50));
  const auto filled = fill_moodle(sheet, "w.csv", grades, "Grade", "Feedback comments");
  EXPECT_EQ(filled.column, "Grade");
  ASSERT_EQ(filled.other_grades.size(), 1u);
  EXPECT_EQ(filled.other_grades[0].before, "49,99");
  ASSERT_EQ(filled.other_feedback.size(), 1u);
  EXPECT_EQ(filled.other_feedback[0].id + " " + filled.other_feedback[0].before, "11 my own words");
}

TEST(Moodle, ANumberThatIsTheSameByChanceIsNoParticipant) {
  const std::string sheet =
      "Identifier,\"Full name\",\"Email address\",Grade,\"Maximum grade\"\n\"Participant 11\",\"Jane Doe\",jane@x.edu,,50.00\n";
  const auto filled = fill_moodle(
      sheet, "w.csv", {grade_for({"11", "Rita Roe", "", "", ""}, 84), grade_for({"12", "11", "", "", ""}, 84)}, "Grade", "");
  EXPECT_EQ(filled.text, sheet);
  EXPECT_THAT(filled.left_over, ElementsAre("11", "12"));
  EXPECT_EQ(fill_moodle(sheet, "w.csv", {grade_for({"11", "Doe, Jane", "", "", ""}, 84)}, "Grade", "").cells, 1u);
  EXPECT_EQ(fill_moodle(sheet, "w.csv", {grade_for({"11", "J. Doe", "jane@x.edu", "", ""}, 84)}, "Grade", "").cells, 1u);
}

TEST(Moodle, IsScaledInAnyLanguage) {
  const std::string sheet = "ID;\"Vollständiger Name\";Bewertung;Bestwertung\n\"Teilnehmer/in 11\";\"Jane Doe\";;20,00\n";
  const std::vector<Grade> grades{grade_for({"11", "Jane Doe", "", "", ""}, 15)};
  EXPECT_THAT(fill_moodle(sheet, "w.csv", grades, "Bewertung", "").text, HasSubstr("\"Jane Doe\";3.00;20,00\n"));
  for (const std::string most : {"", "-", "0", "gut, schlecht", "20 oder 30"}) {
    const auto other = sheet.substr(0, sheet.rfind("20,00")) + (most.empty() ? "" : "\"" + most + "\"") + "\n";
    EXPECT_THROW(fill_moodle(other, "w.csv", grades, "Bewertung", ""), UsageError) << most;
  }
  EXPECT_THROW(fill_moodle("ID;Bewertung\n\"Teilnehmer/in 11\";\n", "w.csv", grades, "Bewertung", ""), UsageError);
}

TEST(OwnTable, GuardsFormulas) {
  const auto text = grades_as_csv({grade_for({"1", "=HYPERLINK(\"http://x\")", "+1@x", "", ""}, 84)});
  EXPECT_THAT(text, HasSubstr("1,\"'=HYPERLINK(\"\"http://x\"\")\",'+1@x,,84.00,100,R08 not met"));
}

TEST(OwnTable, IsKnownByItsTitles) {
  const auto text = grades_as_csv({grade_for({"1", "", "", "", ""}, 84)});
  EXPECT_TRUE(is_own_table(text));
  EXPECT_TRUE(is_own_table("\xef\xbb\xbfid;name;email;submitted_at;score;maximum;feedback\n1;\"a"));
  for (const std::string other :
       {"", "id,name,email,submitted_at,path\r\n", "id,name,email,submitted_at,score,maximum,feedback,notes\n"})
    EXPECT_FALSE(is_own_table(other)) << other;
}

TEST(ExportPlace, IsNeverWhatIsNotItsOwn) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path() / "run");
  std::filesystem::create_directories(run.submissions() / "1");
  std::filesystem::create_directory_symlink(run.path(), folder.path() / "way");
  write_roster(run.roster(), {});
  write_whole_file(folder.path() / "own.csv", grades_as_csv({}));
  write_whole_file(folder.path() / "empty.csv", "");
  write_whole_file(folder.path() / "notes.txt", "id,name\n");
  for (const auto* good : {"own.csv", "empty.csv", "new.csv", "run/grades.csv"})
    EXPECT_NO_THROW(require_place_of_table(run, folder.path() / good)) << good;
  EXPECT_NO_THROW(require_place_of_table(run, "/dev/stdout"));
  for (const auto* bad : {"notes.txt", "run", "run/roster.csv", "way/roster.csv", "run/run.toml", "run/intake.json", "run/lock",
                          "run/submissions/1/new.csv", "run/x/../results/1.json"})
    EXPECT_THROW(require_place_of_table(run, folder.path() / bad), UsageError) << bad;
  EXPECT_NO_THROW(require_different({"a", "", "", "b"}));
  EXPECT_THROW(require_different({"a", "", "./a"}), UsageError);
}

TEST(ExportPlace, ALinkStaysOne) {
  const TemporaryFolder folder;
  write_whole_file(folder.path() / "sheet.csv", "before");
  std::filesystem::create_symlink("sheet.csv", folder.path() / "link.csv");
  fill_file(folder.path() / "link.csv", "after");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "link.csv"));
  EXPECT_EQ(read_text_file(folder.path() / "sheet.csv"), "after");
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

TEST(Stage, IsHowMuchStudentsSee) {
  EXPECT_EQ(students_at("before_due"), Audience::student);
  EXPECT_EQ(students_at("after_due"), Audience::after_due);
  EXPECT_EQ(students_at("published"), Audience::after_published);
  EXPECT_THROW(students_at("instructor"), UsageError);
}

TEST(GradeOf, FeedbackLatenessAndFaults) {
  SubmissionOutcome outcome;
  outcome.ending = Ending::graded;
  outcome.result = result_with_secrets();
  const LatePolicy policy{parse_moment("2026-11-20T00:00:00Z").value(), std::chrono::minutes{0}, 10, 100};
  const Student late{"1", "", "", "2026-11-20T12:00:00Z", ""};
  const auto grade = grade_of({late, outcome}, 100, policy, Audience::after_due);
  EXPECT_EQ(grade.score, 60);
  EXPECT_EQ(grade.feedback, "70 of 100 points; not met: R03 (V01 name of V01); late: 10 points less");
  EXPECT_THAT(grade_of({late, outcome}, 100, policy, Audience::after_published).feedback,
              HasSubstr("not met: R02 (V01 name of V01), R03"));
  EXPECT_EQ(grade_of({late, std::nullopt}, 100, policy, Audience::after_due).score, std::nullopt);
  outcome.ending = Ending::grader_fault;
  EXPECT_EQ(grade_of({late, outcome}, 100, policy, Audience::after_due).score, std::nullopt);
  outcome.ending = Ending::nothing_to_grade;
  outcome.result.reset();
  outcome.why = "there are no files";
  EXPECT_EQ(grade_of({late, outcome}, 100, {}, Audience::after_due).score, 0);
  EXPECT_EQ(grade_of({late, outcome}, 100, {}, Audience::after_due).feedback, "nothing to grade: there are no files");
}

TEST(UnderPseudonym, NoWordTellsWhoItIs) {
  const Student jane{"jane_doe", "Jane Doe", "jane@x.edu", "2026-11-20T12:00:00Z", "submissions/jane_doe"};
  SubmissionOutcome outcome;
  outcome.ending = Ending::nothing_to_grade;
  outcome.why = "\"doe.zip\" cannot be unpacked; there is no ucserver.cpp in submissions/jane_doe";
  const TemporaryFolder folder;
  Pseudonyms pseudonyms(folder.path() / "key");
  const auto hers = pseudonyms.of(jane.id);
  const Disguise disguise({jane}, pseudonyms);
  const auto named = [&] {
    const Record record{jane, outcome};
    return under_pseudonym(grade_of(record, 100, {}, Audience::after_due), record, hers, disguise);
  };
  EXPECT_EQ(named().feedback, "nothing to grade");
  EXPECT_EQ(named().student.id, hers);
  EXPECT_EQ(named().student.name + named().student.email + named().student.submitted_at + named().student.path, "");
  outcome.ending = Ending::build_failed;
  outcome.result = Result{};
  outcome.result->build.diagnostics = "ucserver.cpp:1:2: error: #error by Jane Doe\n";
  EXPECT_EQ(named().feedback, "not built: ucserver.cpp:1:2: error: #error by " + hers);
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
  const std::string begin = R"({"schema": "wirelab/pseudonyms/v1", "secret": )";
  for (const auto& bad : {std::string("{}"), std::string("[]"), begin + "1}", begin + R"(""})", begin + R"("x", "students": [1]})",
                          begin + R"("x", "students": {"s1": 1}})", begin + R"("x", "students": "s1"})"}) {
    write_whole_file(folder.path() / "key", bad);
    EXPECT_THROW(Pseudonyms(folder.path() / "key"), UsageError) << bad;
  }
}

TEST(JplagTree, HoldsOnlyWhatCanBeGraded) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path() / "run");
  Lab one;
  one.programs = {"ucserver"};
  for (const auto* id : {"good", "link", "large"}) std::filesystem::create_directories(run.submissions() / id);
  std::filesystem::create_directory(folder.path() / "skeleton");
  write_whole_file(folder.path() / "skeleton" / "ucserver.cpp", "// yours\n");
  write_whole_file(run.submissions() / "good" / "ucserver.cpp", "int main() {}\n");
  write_whole_file(run.submissions() / "large" / "ucserver.cpp", std::string((1 << 20) + 1, ' '));
  std::filesystem::create_symlink("/etc/passwd", run.submissions() / "link" / "ucserver.cpp");
  write_roster(run.roster(), {{"good", "", "", "", "submissions/good"},
                              {"link", "", "", "", "submissions/link"},
                              {"large", "", "", "", "submissions/large"},
                              {"absent", "", "", "", ""},
                              {"partner", "", "", "", "submissions/good/"}});
  const auto tree = folder.path() / "a tree";
  const auto written = write_jplag_tree(run, one, folder.path() / "skeleton", tree, nullptr);
  EXPECT_EQ(written.submissions, 1u);
  EXPECT_THAT(written.command, HasSubstr(" '" + (tree / "submissions").string() + "'"));
  EXPECT_TRUE(std::filesystem::exists(tree / "submissions" / "good" / "ucserver.cpp"));
  EXPECT_FALSE(std::filesystem::exists(tree / "submissions" / "partner")) << "a copy of what both have handed in";
  EXPECT_FALSE(std::filesystem::exists(tree / "submissions" / "link"));
  EXPECT_FALSE(std::filesystem::exists(tree / "submissions" / "large"));
}

}  // namespace
}  // namespace wirelab::classroom
