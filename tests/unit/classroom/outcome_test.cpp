// What is kept of a submission, and what is made of many.

#include "classroom/outcome.hpp"

#include <gmock/gmock.h>

#include "classroom/class_page.hpp"
#include "classroom/compare.hpp"
#include "classroom/fingerprint.hpp"
#include "classroom/overview.hpp"
#include "classroom/progress.hpp"
#include "classroom/slurm.hpp"
#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

CheckResult check(const std::string& id, Outcome outcome, const std::string& bug = {}) {
  CheckResult check;
  check.id = id;
  check.title = "says " + id;
  check.max_points = 50;
  check.points = outcome == Outcome::pass ? 50 : 0;
  check.outcome = outcome;
  if (outcome == Outcome::fail) check.saw = "nothing on port 4711";
  if (!bug.empty()) {
    check.diagnosis = Diagnosis{};
    check.diagnosis->id = bug;
    check.diagnosis->name = "forgot <" + bug + ">";
    check.diagnosis->told_at = id;
  }
  return check;
}

SubmissionOutcome graded(const std::string& id, std::vector<CheckResult> checks) {
  SubmissionOutcome outcome{id, "key", "submission", "grader", Ending::graded, "", Result{}};
  outcome.result->lab = "lab03-x";
  outcome.result->max_score = 100;
  outcome.result->build.ok = true;
  for (const auto& one : checks) outcome.result->score += one.points;
  outcome.result->checks = std::move(checks);
  return outcome;
}

SubmissionOutcome other(const std::string& id, Ending ending, const std::string& why) {
  return {id, "key", "s", "g", ending, why, std::nullopt};
}

Lab lab_of_two() {
  Lab lab;
  lab.name = "lab03-x";
  lab.title = "A <lab>";
  lab.requirements = {{"R01", 50, {}, "it listens", {}}, {"R02", 50, {}, "it answers", {}}};
  return lab;
}

TEST(SubmissionOutcome, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "1.json";
  auto outcome = graded("1", {check("R01", Outcome::pass), check("R02", Outcome::fail, "V14")});
  outcome.result->checks[1].evidence = {"fd 4"};
  outcome.result->checks[1].experiments = {{"V13", "name", "see", "look"}};
  outcome.result->checks[1].timeline = {{1.5, "grader", "connect", "x"}};
  write_outcome(file, outcome);
  const auto again = read_outcome(file);
  ASSERT_TRUE(again);
  EXPECT_EQ(nlohmann::json(*again->result), nlohmann::json(*outcome.result));
  EXPECT_EQ(again->ending, Ending::graded);
  EXPECT_EQ(again->result->checks[1].diagnosis->name, "forgot <V14>");
  write_outcome(file, other("1", Ending::nothing_to_grade, "there are no files"));
  EXPECT_EQ(read_outcome(file)->why, "there are no files");
}

TEST(SubmissionOutcome, WhatIsSpoiltCountsAsNotGraded) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "1.json";
  EXPECT_FALSE(read_outcome(file));
  for (const auto* bad : {"", "{", "[]", "{\"schema\":\"wirelab/class/v1\"}", "{\"schema\":7}"}) {
    write_whole_file(file, bad);
    EXPECT_FALSE(read_outcome(file)) << bad;
  }
}

TEST(Fingerprint, IsSha256AndKeepsPiecesApart) {
  EXPECT_EQ(Fingerprint().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Fingerprint one;
  one.add("a", "bc");
  Fingerprint two;
  two.add("ab", "c");
  EXPECT_NE(one.hex(), two.hex());
}

TEST(Fingerprint, OfASubmissionIsThatOfItsSources) {
  const TemporaryFolder folder;
  auto lab = lab_of_two();
  lab.programs = {"ucserver"};
  const auto nothing = fingerprint_of_submission(lab, folder.path());
  write_whole_file(folder.path() / "ucserver.cpp", "int main() {}");
  const auto one = fingerprint_of_submission(lab, folder.path());
  write_whole_file(folder.path() / "notes.txt", "x");
  EXPECT_EQ(fingerprint_of_submission(lab, folder.path()), one);
  write_whole_file(folder.path() / "ucserver.cpp", "int main() { }");
  EXPECT_NE(fingerprint_of_submission(lab, folder.path()), one);
  EXPECT_NE(nothing, one);
}

TEST(Records, AnOutcomeHoldsAsLongAsNothingHasChanged) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path() / "run");
  auto lab = lab_of_two();
  lab.programs = {"ucserver"};
  Places places;
  places.labs = folder.path();
  std::filesystem::create_directories(folder.path() / lab.name);
  std::filesystem::create_directories(run.submissions() / "1");
  std::filesystem::create_directories(run.results());
  const auto lab_file = folder.path() / lab.name / "lab.toml";
  const auto source = run.submissions() / "1" / "ucserver.cpp";
  write_whole_file(lab_file, "points = 100");
  write_whole_file(source, "int main() {}");
  const Student student{"1", "", "", "", "submissions/1"};
  write_roster(run.roster(), {student});
  auto outcome = graded("1", {check("R01", Outcome::pass)});
  outcome.grader = fingerprint_of_grader(lab, places);
  outcome.submission = fingerprint_of_work(run, lab, student);
  write_outcome(run.result("1"), outcome);
  const auto changed = [&] {
    bool is = false;
    for_each_record(run, lab, places, [&is](const Record& record) {
      is = record.changed;
      EXPECT_EQ(record.outcome.has_value(), !is);
    });
    return is;
  };
  EXPECT_FALSE(changed());
  write_whole_file(source, "int main() { return 1; }");
  EXPECT_TRUE(changed());
  write_whole_file(source, "int main() {}");
  EXPECT_FALSE(changed());
  write_whole_file(lab_file, "points = 200");
  EXPECT_TRUE(changed());
  outcome.ending = Ending::grader_fault;
  write_outcome(run.result("1"), outcome);
  EXPECT_FALSE(changed()) << "it has no score that could be wrong";
}

TEST(Records, WhatTheRosterLeadsToInVainIsOutOfReach) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path() / "run");
  auto lab = lab_of_two();
  lab.programs = {"ucserver"};
  const auto work = run.submissions() / "1";
  std::filesystem::create_directories(work);
  const Student student{"1", "", "", "", "submissions/1"};
  EXPECT_EQ(why_out_of_reach(run, lab, {"2", "", "", "", ""}), "") << "nothing was handed in";
  EXPECT_EQ(why_out_of_reach(run, lab, student), "") << "a folder without a program";
  const auto nothing = fingerprint_of_work(run, lab, student);
  std::filesystem::rename(work, run.path() / "elsewhere");
  EXPECT_THAT(why_out_of_reach(run, lab, student), HasSubstr("the roster leads to submissions/1, which is not there"));
  EXPECT_NE(fingerprint_of_work(run, lab, student), nothing) << "that is not the same as an empty folder";
  write_whole_file(work, "a file where a folder was");
  EXPECT_THAT(why_out_of_reach(run, lab, {"1", "", "", "", "submissions/1/deeper"}), HasSubstr("which is not there"));
  EXPECT_EQ(why_out_of_reach(run, lab, student), "");
}

TEST(RunSettings, ATimeScaleThatIsNoNumberIsRefused) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  for (const auto* good : {"", "time_scale = 3\n", "time_scale = 3.0\n"}) {
    write_whole_file(run.settings(), std::string("lab = \"lab03\"\nseed = 1\n") + good);
    EXPECT_EQ(run.read_settings().time_scale, *good == '\0' ? 1 : 3) << good;
  }
  for (const auto* bad : {"time_scale = \"3\"\n", "time_scale = true\n", "time_scale = 0\n", "time_scale = nan\n"}) {
    write_whole_file(run.settings(), std::string("lab = \"lab03\"\nseed = 1\n") + bad);
    EXPECT_THROW(run.read_settings(), UsageError) << bad;
  }
}

Overview overview_of_five() {
  Overview overview(lab_of_two());
  overview.add({{"1", "", "", "", ""}, graded("1", {check("R01", Outcome::pass), check("R02", Outcome::pass)})});
  overview.add({{"2", "", "", "", ""}, graded("2", {check("R01", Outcome::pass), check("R02", Outcome::fail, "V14")})});
  overview.add({{"3", "", "", "", ""}, graded("3", {check("R01", Outcome::pass), check("R02", Outcome::fail, "V14")})});
  overview.add({{"4", "", "", "", ""}, graded("4", {check("R01", Outcome::fail), check("R02", Outcome::not_reached)})});
  overview.add({{"5", "", "", "", ""}, other("5", Ending::grader_fault, "R01: <died>")});
  overview.add({{"6", "", "", "", ""}, other("6", Ending::nothing_to_grade, "there are no files")});
  overview.add({{"7", "", "", "", ""}, std::nullopt});
  return overview;
}

TEST(Overview, Counts) {
  const auto overview = overview_of_five();
  EXPECT_EQ(overview.students(), 7);
  EXPECT_EQ(overview.graded(), 4);
  EXPECT_EQ(overview.not_graded_yet(), 1);
  EXPECT_EQ(overview.mean(), 50);
  EXPECT_EQ(overview.median(), 50);
  EXPECT_THAT(overview.histogram(), ElementsAre(1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1));
  EXPECT_EQ(overview.requirements()[0].met, 3);
  EXPECT_EQ(overview.requirements()[1].not_met, 2);
  EXPECT_EQ(overview.requirements()[1].not_reached, 1);
  ASSERT_EQ(overview.bugs().size(), 1u);
  EXPECT_THAT(overview.bugs()[0].students, ElementsAre("2", "3"));
  ASSERT_EQ(overview.clusters().size(), 1u);
  EXPECT_THAT(overview.clusters()[0].failures, ElementsAre("R02 (V14)"));
  EXPECT_EQ(general_form("12 bytes \"abc\" on port 4711"), "N bytes \"...\" on port N");
}

TEST(Overview, WhatWasNotTestedCountsNeitherWay) {
  Overview overview(lab_of_two());
  auto first = graded("1", {check("R01", Outcome::pass), check("R02", Outcome::cannot_test)});
  first.result->wirelab = "0.2.0";
  overview.add({{"1", "", "", "", ""}, first});
  overview.add({{"2", "", "", "", ""}, graded("2", {check("R01", Outcome::cannot_test), check("R02", Outcome::cannot_test)})});
  overview.add({{"3", "", "", "", ""}, std::nullopt, true});
  EXPECT_EQ(overview.requirements()[0].share_met(), 1);
  EXPECT_EQ(overview.requirements()[1].untested, 2);
  EXPECT_EQ(overview.requirements()[1].share_met(), 0);
  EXPECT_EQ(overview.not_graded_yet(), 0);
  const auto page = class_page(overview, lab_of_two(), {"lab03-x", 7, 1, "0.1.0"});
  EXPECT_THAT(page, HasSubstr("100 %"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">-</td>")) << "of what nobody was tested for there is no rate";
  EXPECT_THAT(page, HasSubstr(">untested</th>"));
  EXPECT_THAT(page, HasSubstr("graded by wirelab 0.2.0"));
  EXPECT_THAT(page, HasSubstr("until they are graded again: 3"));
}

TEST(ClassPage, SaysItAllAndNothingRaw) {
  const auto page = class_page(overview_of_five(), lab_of_two(), {"lab03-x", 7, 1, "0.1.0"});
  for (const auto* words : {"7 submissions: 4 graded", "2 of 4", "forgot &lt;V14&gt;", "R01: &lt;died&gt;", "A &lt;lab&gt;", "75 %",
                            "mean 50.0", "1 not graded yet"})
    EXPECT_THAT(page, HasSubstr(words));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<V14>")));
}

TEST(ClassPage, OfNothingGradedThereAreNoRates) {
  Overview overview(lab_of_two());
  overview.add({{"1", "", "", "", ""}, other("1", Ending::grader_fault, "R01: died")});
  const auto page = class_page(overview, lab_of_two(), {"lab03-x", 7, 1, "0.1.0"});
  EXPECT_THAT(page, HasSubstr("1 submission: 0 graded, 0 not built, 0 with nothing to grade, 1 grader fault<"));
  EXPECT_THAT(page, Not(HasSubstr("mean")));
  EXPECT_THAT(page, Not(HasSubstr("what it asks for")));
}

TEST(ClassPage, NamesWhoItIs) {
  Overview overview(lab_of_two());
  overview.add({{"1001", "Jane <Doe>", "", "", ""}, graded("1001", {check("R01", Outcome::fail, "V14")})});
  overview.add({{"eve", "eve", "", "", ""}, graded("eve", {check("R01", Outcome::fail, "V14")})});
  overview.add({{"1002", "Rita Roe", "", "", ""}, other("1002", Ending::nothing_to_grade, "there are no files")});
  const auto page = class_page(overview, lab_of_two(), {"lab03-x", 7, 1, "0.1.0"});
  EXPECT_THAT(page, HasSubstr(">1001 Jane &lt;Doe&gt;, eve<"));
  EXPECT_THAT(page, HasSubstr(">1002</th><td class=\"words \">Rita Roe: there are no files<"));
}

TEST(Compare, TellsWhatMovedAndWhy) {
  const auto before = graded("1", {check("R01", Outcome::pass), check("R02", Outcome::pass)});
  auto after = graded("1", {check("R01", Outcome::pass), check("R02", Outcome::fail, "V14")});
  EXPECT_FALSE(compare_outcomes("1", before, before, true));
  after.submission = "another";
  const auto move = compare_outcomes("1", before, after, true);
  ASSERT_TRUE(move);
  EXPECT_EQ(move->before, "100");
  EXPECT_EQ(move->after, "50");
  EXPECT_EQ(move->cause, "the submission is another");
  EXPECT_THAT(move->changes, ElementsAre("R02: met -> not met (V14 forgot <V14>)"));
  EXPECT_THAT(compare_outcomes("1", after, before, true)->changes, ElementsAre("R02: not met -> met (V14 forgot <V14>)"));
  after.submission = before.submission;
  EXPECT_THAT(compare_outcomes("1", before, after, true)->cause, HasSubstr("not stable"));
  after.key = "another";
  EXPECT_THAT(compare_outcomes("1", before, after, true)->cause, HasSubstr("noted when it came in"));
  after.result->time_scale = 3;
  EXPECT_EQ(compare_outcomes("1", before, after, true)->cause, "the time scale is another (1, then 3)");
  after.result->isolation = "uid";
  EXPECT_EQ(compare_outcomes("1", before, after, true)->cause,
            "the isolation is another (, then uid); the time scale is another (1, then 3)");
  after.result = before.result;
  after.result->checks[1] = check("R02", Outcome::fail, "V14");
  after.grader = "another";
  EXPECT_EQ(compare_outcomes("1", before, after, false)->cause, "wirelab or the lab is another; the seed is another");
  EXPECT_EQ(compare_outcomes("1", before, other("1", Ending::grader_fault, "died"), true)->cause, "the grader failed: died");
  EXPECT_EQ(compare_outcomes("1", std::nullopt, after, true)->before, "not graded");
}

TEST(Compare, RunsOfTwoLabsAreNotCompared) {
  const TemporaryFolder folder;
  const RunFolder one(folder.path() / "one");
  const RunFolder two(folder.path() / "two");
  for (const auto& [run, lab] : {std::pair(one, "lab03-x"), std::pair(two, "lab04-y")}) {
    std::filesystem::create_directory(run.path());
    run.write_settings({lab, 1, 1, "0.1.0"});
    write_roster(run.roster(), {});
  }
  EXPECT_NO_THROW(compare_runs(one, one));
  EXPECT_THROW(compare_runs(one, two), UsageError);
}

TEST(Compare, TheSameScoreOfOtherVerdictsIsAMoveToo) {
  const auto before = graded("1", {check("R01", Outcome::pass), check("R02", Outcome::fail)});
  const auto after = graded("1", {check("R01", Outcome::fail), check("R02", Outcome::pass)});
  EXPECT_EQ(compare_outcomes("1", before, after, true)->changes.size(), 2u);
}

TEST(Progress, TheBarFitsAndTellsTheRate) {
  EXPECT_EQ(progress_bar({50, 200, 1, std::chrono::seconds(60)}),
            "[#####...............] 50 of 200, 50 a minute, 3 min left, 1 grader fault");
  EXPECT_EQ(progress_bar({0, 200, 0, {}}), "[....................] 0 of 200");
  EXPECT_EQ(progress_bar({0, 0, 0, {}}), "[####################] 0 of 0");
  EXPECT_LE(progress_bar({50, 200, 1, std::chrono::seconds(60)}, 30).size(), 30u);
  EXPECT_EQ(outcome_line(graded("1", {check("R01", Outcome::pass), check("R02", Outcome::fail)})), "1  50 of 100, not met: R02");
  EXPECT_EQ(outcome_line(other("1", Ending::nothing_to_grade, "bad\x1b[2J")), "1  nothing to grade: bad\\x1b[2J");
}

TEST(Slurm, ShardsHaveAtLeastTwentySubmissions) {
  const RunFolder run("/shared/it's a run");
  EXPECT_EQ(plan_slurm(run, 19, 8, "/opt/wirelab", {}).shards, 1u);
  EXPECT_EQ(plan_slurm(run, 39, 8, "/opt/wirelab", {}).shards, 1u);
  EXPECT_EQ(plan_slurm(run, 200, 8, "/opt/wirelab", {}).shards, 10u);
  EXPECT_EQ(plan_slurm(run, 2000, 2, "/opt/wirelab", {}).shards, 8u);
  const auto plan = plan_slurm(run, 200, 2, "/opt/wirelab", {"--partition=long"});
  for (const auto* words : {"#SBATCH --array=1-8%2\n", "#SBATCH --requeue\n", "#SBATCH --partition=long\n",
                            "#SBATCH --output=\"/shared/it's a run/slurm/%A_%a.log\"\n",
                            "exec /opt/wirelab class grade $'/shared/it\\'s a run' --shard \"$SLURM_ARRAY_TASK_ID/8\"\n"})
    EXPECT_THAT(plan.array_script, HasSubstr(words));
  EXPECT_THAT(plan.collect_script, HasSubstr("class report"));
  EXPECT_THAT(plan_slurm(run, 1, 1, "/opt/wirelab", {}, "published").collect_script,
              testing::HasSubstr(" --stage published && exit"));
  EXPECT_THAT(plan_slurm(RunFolder("/a%j\"b\\"), 1, 1, "/opt/wirelab", {}).array_script,
              HasSubstr("#SBATCH --output=\"/a%%j\\\"b\\\\/slurm/%A_%a.log\"\n"));
}

}  // namespace
}  // namespace wirelab::classroom
