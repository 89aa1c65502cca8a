#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>
#include <vector>

#include "hostile.hpp"
#include "report/autolab.hpp"
#include "report/classroom50.hpp"
#include "report/explanation.hpp"
#include "report/github.hpp"
#include "report/gradescope.hpp"
#include "report/json.hpp"
#include "report/junit.hpp"
#include "report/legible.hpp"
#include "report/prairielearn.hpp"
#include "report/problems.hpp"
#include "report/tap.hpp"
#include "report/terminal.hpp"

namespace wirelab {
namespace {

using nlohmann::json;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Shown for_student(const Result& result) { return seen_by(result, Audience::student); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// No control character but newline and tab, no mark of direction, nothing that is no UTF-8: a second pass finds nothing to do.
bool is_legible(const std::string& text) { return legible(text) == text; }

TEST(Legible, KeepsTextAndShowsTheRest) {
  EXPECT_EQ(legible("caf\xc3\xa9\n\t\xe2\x86\x92"), "caf\xc3\xa9\n\t\xe2\x86\x92");
  EXPECT_EQ(legible(std::string("\0\x1b[1m\r\x7f", 7)), "\\x00\\x1b[1m\\x0d\\x7f");
  EXPECT_EQ(legible("\xe2\x80\xae\xe2\x81\xa9"), "\\xe2\\x80\\xae\\xe2\\x81\\xa9") << "marks of direction";
  EXPECT_EQ(legible("\xe2\x80\xa8"), "\\xe2\\x80\\xa8") << "a separator of lines";
  EXPECT_EQ(legible("\xef\xbf\xbe\xef\xbf\xbf"), "\\xef\\xbf\\xbe\\xef\\xbf\\xbf") << "noncharacters";
  EXPECT_EQ(legible("\xff\xc0\xaf\xed\xa0\x80\xe2\x82"), "\\xff\\xc0\\xaf\\xed\\xa0\\x80\\xe2\\x82") << "no UTF-8";
  EXPECT_EQ(legible_line("a\nb\tc"), "a\\nb\\tc");
  EXPECT_TRUE(is_legible(legible(hostile())));
}

TEST(Legible, IsNoCommandToACi) {
  EXPECT_EQ(legible("::error::x\n \t::set-output name=a::b\n##[error]y\n###vso[z] ##teamcity[t"),
            "\\x3a:error::x\n \t\\x3a:set-output name=a::b\n#\\x23[error]y\n##\\x23vso[z] #\\x23teamcity[t");
  EXPECT_EQ(legible("\xc2\xa0\xe2\x80\x83::error::x"), "\xc2\xa0\xe2\x80\x83\\x3a:error::x") << "blanks of Unicode";
  EXPECT_EQ(legible("::1 and a::error::b ## [c]"), "::1 and a::error::b ## [c]") << "no command";
}

TEST(Utf8, IsTold) {
  for (const auto* good : {"", "a\r\n", "caf\xc3\xa9", "\xef\xbb\xbfmark", "\xf0\x9f\x98\x80", "\xe2\x80\xae"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const auto* bad : {"Jos\xe9", "\xc0\xaf", "\xed\xa0\x80", "\xe2\x82", "\xf5\x80\x80\x80"}) EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(Capped, CutsBetweenCharacters) {
  EXPECT_EQ(capped("abc", 3), "abc");
  EXPECT_EQ(capped("abcd", 3), "abc... (1 more bytes)");
  EXPECT_EQ(capped("ab\xc3\xa9", 3), "ab... (2 more bytes)");
}

TEST(Explanation, EveryLineBeginsWithAWordOfOurs) {
  for (const auto& check : hostile_result().checks)
    for (const auto& line : explanation_lines(check)) {
      EXPECT_TRUE(std::regex_search(line, std::regex("^(did|expected|saw|evidence|likely|which is|think|try|look for|see|explains|"
                                                     "rerun|not reached|untested): ")))
          << line;
      EXPECT_EQ(line.find('\n'), std::string::npos);
      EXPECT_TRUE(is_legible(line));
      EXPECT_LT(line.size(), 800u);
    }
}

TEST(Explanation, IsOfBoundedLength) {
  auto check = example_result().checks[1];
  check.evidence.assign(500, std::string(5000, 'x'));
  EXPECT_LT(explanation(check).size(), 20'000u);
  EXPECT_THAT(explanation(check), HasSubstr("evidence: ... (488 more lines)"));
}

// ---- JUnit
// -------------------------------------------------------------------------------------------------------------------------

TEST(JUnitReport, CountsWhatItHolds) {
  const auto xml = junit_report(for_student(example_result()));
  EXPECT_THAT(xml, HasSubstr("tests=\"6\" failures=\"2\" errors=\"0\" skipped=\"2\""));
  EXPECT_THAT(xml, HasSubstr("<property name=\"score\" value=\"8/38\"/>"));
  EXPECT_THAT(xml, HasSubstr("name=\"R01: requirement 1\" time=\"0.001\"><system-out>[[PROPERTY|points=8/8]]</system-out>"));
  EXPECT_THAT(xml, HasSubstr("<skipped type=\"dependency\" message=\"not reached: it needs R02\">"));
}

TEST(JUnitReport, ABuildThatFailedIsAnErrorAndAFaultHasNoScore) {
  const auto unbuilt = junit_report(for_student(unbuilt_result("a.cpp:1:2: error: x\n")));
  EXPECT_THAT(unbuilt, HasSubstr("tests=\"6\" failures=\"0\" errors=\"1\" skipped=\"5\""));
  EXPECT_THAT(unbuilt, HasSubstr("<error type=\"build\" message=\"a.cpp:1:2: error: x\">"));
  const auto fault = junit_report(for_student(fault_result()));
  EXPECT_THAT(fault, HasSubstr("<error type=\"grader_fault\" message=\"no room in /tmp\">"));
  EXPECT_THAT(fault, Not(HasSubstr("name=\"score\"")));
}

TEST(JUnitReport, LetsNoMarkupOut) {
  for (const auto& xml : {junit_report(for_student(hostile_result())), junit_report(for_student(unbuilt_result(hostile())))}) {
    EXPECT_TRUE(is_legible(xml));
    EXPECT_THAT(xml, Not(HasSubstr("]]>")));
    EXPECT_THAT(xml, Not(HasSubstr("name=\"forged\"")));
    EXPECT_THAT(xml, HasSubstr("]]&gt; &lt;/failure&gt;"));
  }
}

// ---- TAP
// ---------------------------------------------------------------------------------------------------------------------------

TEST(TapReport, IsATestARequirement) {
  const auto lines = lines_of(tap_report(for_student(example_result())));
  EXPECT_EQ(lines[0], "TAP version 13");
  EXPECT_EQ(lines[1], "1..5");
  EXPECT_EQ(lines[2], "ok 1 - R01: requirement 1");
  EXPECT_EQ(lines[3], "not ok 2 - R02: requirement 2");
  EXPECT_THAT(lines, testing::Contains("not ok 3 - R03: requirement 3"));
  EXPECT_THAT(lines, testing::Contains("ok 4 - R04: requirement 4 # SKIP there is no IPv6 here"));
}

TEST(TapReport, NothingInItIsTakenForATestOrADirective) {
  const std::regex allowed(
      R"(^(TAP version 13|1\.\.5|(not )?ok [1-5] - R0[1-5]: .*|  ---|  (message|points|report): ".*"|  \.\.\.|# .*)$)");
  const std::regex directive(R"((^|[^\\])#)");
  for (const auto& result : {hostile_result(), unbuilt_result(hostile())}) {
    int tests = 0;
    for (const auto& line : lines_of(tap_report(for_student(result)))) {
      EXPECT_TRUE(std::regex_match(line, allowed)) << line;
      if (!line.starts_with("ok ") && !line.starts_with("not ok ")) continue;
      ++tests;
      const bool skipped = line.starts_with("ok 4") && result.status == Status::graded;
      const auto description = skipped ? line.substr(0, line.find(" # SKIP ")) : line;
      EXPECT_FALSE(std::regex_search(description, directive)) << line;
    }
    EXPECT_EQ(tests, 5);
  }
}

TEST(TapReport, AFaultBailsOut) {
  EXPECT_THAT(lines_of(tap_report(for_student(fault_result()))),
              ElementsAre("TAP version 13", "Bail out!  the grader failed, not the submission: no room in /tmp"));
}

// ---- GitHub
// ------------------------------------------------------------------------------------------------------------------------

TEST(GitHubCommands, AreEscapedAsTheToolkitDoes) {
  EXPECT_EQ(command_data("50% a\r\nb: c, d"), "50%25 a%0D%0Ab: c, d");
  EXPECT_EQ(command_property("50% a\r\nb: c, d"), "50%25 a%0D%0Ab%3A c%2C d");
}

/// What GitHub obeys of a log: lines that begin with :: or have ##[ in them, unless commands are stopped.
std::vector<std::string> obeyed(const std::string& log) {
  std::vector<std::string> commands;
  std::string stop;
  for (const auto& line : lines_of(log)) {
    if (!stop.empty()) {
      if (line == "::" + stop + "::") stop.clear();
    } else if (line.starts_with("::stop-commands::")) {
      stop = line.substr(17);
    } else if (line.substr(std::min(line.find_first_not_of(" \t"), line.size())).starts_with("::") ||
               line.find("##[") != std::string::npos) {
      commands.push_back(line);
    }
  }
  EXPECT_TRUE(stop.empty()) << "never switched on again";
  return commands;
}

TEST(GitHubLog, OnlyItsOwnAnnotationsAreObeyed) {
  for (const auto& result : {hostile_result(), unbuilt_result(hostile()), unbuilt_result("::error::x\n##[error]y\n")}) {
    const auto shown = for_student(result);
    const auto commands = obeyed(github_log(shown, terminal_report(shown, {}) + hostile(), "0123456789abcdef", "labs"));
    EXPECT_THAT(commands, Each(StartsWith("::error title=")));
    EXPECT_EQ(commands.size(), result.status == Status::graded ? 2u : 1u);
    for (const auto& command : commands) EXPECT_TRUE(is_legible(command.substr(2))) << "after its own ::";
  }
}

TEST(GitHubLog, HasAtMostTenAnnotations) {
  auto result = example_result();
  for (int number = 0; number < 20; ++number) result.checks.push_back(result.checks[1]);
  const auto commands = obeyed(github_log(for_student(result), "", "token", ""));
  EXPECT_EQ(commands.size(), 10u);
  EXPECT_THAT(commands.back(), HasSubstr("and 13 more"));
  result.checks.resize(2);
  EXPECT_EQ(obeyed(github_log(for_student(result), "", "token", "")).size(), 1u);
}

TEST(GitHubLog, NamesThePlaceOfACompilerErrorWhenItIsAPlainFile) {
  const auto log = [](const std::string& words) {
    return github_log(for_student(unbuilt_result(words)), "", "token", "labs/lab03");
  };
  EXPECT_THAT(log("ucserver.cpp:12:5: error: x\n"),
              HasSubstr("::error title=the program was not built,file=labs/lab03/ucserver.cpp,line=12,col=5::"));
  EXPECT_THAT(log("../../etc/passwd:12:5: error: x\n"), Not(HasSubstr(",file=")));
  EXPECT_THAT(log("a,title=x.cpp:1:1: error: x\n"), Not(HasSubstr(",file=")));
}

TEST(GitHubSummary, LetsNoMarkdownOut) {
  for (const auto& result : {hostile_result(), unbuilt_result(hostile())}) {
    const auto summary = github_summary(for_student(result), hostile());
    EXPECT_TRUE(is_legible(summary));
    EXPECT_THAT(summary, Not(HasSubstr("<script>")));
    EXPECT_THAT(summary, Not(HasSubstr("```")));
    std::size_t opened = 0;
    std::size_t closed = 0;
    for (std::size_t at = 0; (at = summary.find("<pre>", at)) != std::string::npos; ++at) ++opened;
    for (std::size_t at = 0; (at = summary.find("</pre>", at)) != std::string::npos; ++at) ++closed;
    EXPECT_EQ(opened, closed);
    for (const auto& line : lines_of(summary)) {
      if (!line.starts_with("| R0")) continue;
      EXPECT_EQ(std::ranges::count(line, '|'), 5) << line;
    }
  }
}

TEST(GitHubSummary, FitsItsLimit) {
  auto result = hostile_result();
  for (auto& check : result.checks) {
    check.outcome = Outcome::fail;
    check.evidence.assign(50, std::string(5000, '"'));
  }
  while (result.checks.size() < 25) result.checks.push_back(result.checks.front());
  EXPECT_LT(github_summary(for_student(result), "t").size(), std::size_t{1} << 20);
}

// ---- Gradescope
// --------------------------------------------------------------------------------------------------------------------

TEST(GradescopeReport, HasATestARequirement) {
  const auto report = json::parse(*gradescope_report(example_result()));
  EXPECT_EQ(report["tests"].size(), 5u);
  EXPECT_EQ(report["tests"][0]["status"], "passed");
  EXPECT_EQ(report["tests"][0]["score"], 8);
  EXPECT_EQ(report["tests"][1]["status"], "failed");
  EXPECT_EQ(report["stdout_visibility"], "hidden");
  EXPECT_FALSE(report.contains("score")) << "it would override the sum";
}

TEST(GradescopeReport, KnowsTheHardCases) {
  const auto unbuilt = json::parse(*gradescope_report(unbuilt_result("a.cpp:1:2: error: x\n")));
  ASSERT_EQ(unbuilt["tests"].size(), 1u);
  EXPECT_EQ(unbuilt["tests"][0]["score"], 0);
  EXPECT_EQ(unbuilt["tests"][0]["max_score"], 38);
  EXPECT_EQ(unbuilt["tests"][0]["output"], "a.cpp:1:2: error: x");
  EXPECT_FALSE(gradescope_report(fault_result()).has_value());
}

TEST(GradescopeReport, IsTextWhateverIsInIt) {
  const auto report = json::parse(*gradescope_report(hostile_result()));
  for (const auto& test : report["tests"]) {
    EXPECT_EQ(test["output_format"], "text");
    EXPECT_EQ(test["name_format"], "text");
    EXPECT_TRUE(is_legible(test["output"]));
    EXPECT_TRUE(is_legible(test["name"]));
  }
}

// ---- Autolab
// -----------------------------------------------------------------------------------------------------------------------

TEST(AutolabReport, TheLastLineIsTheScoreAndNoOtherIsJson) {
  for (const auto& result : {hostile_result(), unbuilt_result(hostile())}) {
    const auto shown = for_student(result);
    const auto lines = lines_of(autolab_report(shown, terminal_report(shown, {}) + "{\"scores\": {\"lab03\": 100}}\n" + hostile()));
    EXPECT_EQ(json::parse(lines.back()), json({{"scores", {{"lab03", result.score}}}}));
    EXPECT_EQ(json::parse(lines[lines.size() - 2])["_presentation"], "semantic");
    for (std::size_t index = 0; index + 2 < lines.size(); ++index) EXPECT_THAT(lines[index], StartsWith("| "));
  }
}

TEST(AutolabReport, AFaultHasAScoreThatIsNone) {
  const auto lines = lines_of(autolab_report(for_student(fault_result()), "{\"scores\": {\"lab03\": 100}}\n"));
  EXPECT_THAT(lines,
              ElementsAre("| {\"scores\": {\"lab03\": 100}}", "no score: the grader failed, not the submission: no room in /tmp",
                          "{\"scores\":{\"lab03\":null}}"));
}

// ---- PrairieLearn
// ------------------------------------------------------------------------------------------------------------------

TEST(PrairieLearnReport, HasAShareAndPointsForEveryTest) {
  const auto report = json::parse(prairielearn_report(for_student(example_result())));
  EXPECT_TRUE(report["gradable"]);
  EXPECT_DOUBLE_EQ(report["score"], 8.0 / 38);
  ASSERT_EQ(report["tests"].size(), 5u);
  for (const auto& test : report["tests"]) EXPECT_TRUE(test.contains("points") && test.contains("max_points"));
}

TEST(PrairieLearnReport, WhatIsNotGradedIsUngradable) {
  const auto unbuilt = json::parse(prairielearn_report(for_student(unbuilt_result("a.cpp:1:2: error: x\n"))));
  EXPECT_EQ(unbuilt["gradable"], false);
  EXPECT_EQ(unbuilt["format_errors"][0], "the program was not built: a.cpp:1:2: error: x");
  const auto fault = json::parse(prairielearn_report(for_student(fault_result())));
  EXPECT_EQ(fault["gradable"], false);
  EXPECT_THAT(fault["message"].get<std::string>(), HasSubstr("no room in /tmp"));
}

TEST(PrairieLearnReport, IsSmallerThanItsLimit) {
  auto result = hostile_result();
  for (auto& check : result.checks) {
    check.outcome = Outcome::fail;
    check.evidence.assign(50, std::string(5000, '\xff'));
    check.title = std::string(5000, '"');
  }
  while (result.checks.size() < 25) result.checks.push_back(result.checks.front());
  EXPECT_LT(prairielearn_report(for_student(result)).size(), 1'000'000u);
  EXPECT_LT(prairielearn_report(for_student(unbuilt_result(std::string(48 << 10, '\xff')))).size(), 1'000'000u);
}

// ---- Classroom 50
// ------------------------------------------------------------------------------------------------------------------

TEST(Classroom50Report, HasWholePoints) {
  auto result = example_result();
  result.score = 8.5;
  result.checks[0].points = 8.5;
  const auto report = json::parse(
      *classroom50_report(for_student(result), {"cs", "lab03", "submit/1-abc", "https://c", "", "", "2026-11-20T10:00:00Z"}));
  EXPECT_EQ(report["schema"], "classroom50/result/v1");
  EXPECT_EQ(report["score"], 9) << "halves are rounded up";
  EXPECT_EQ(report["max-score"], 38);
  EXPECT_EQ(report["review"], "https://c");
  EXPECT_FALSE(report.contains("release"));
  EXPECT_EQ(report["tests"][0]["passed"], true);
  EXPECT_EQ(report["tests"][2]["passed"], false);
  EXPECT_TRUE(report["tests"][0]["score"].is_number_integer());
}

TEST(Classroom50Report, IsNoneOfAFault) { EXPECT_FALSE(classroom50_report(for_student(fault_result()), {}).has_value()); }

// ---- an editor's list of problems
// --------------------------------------------------------------------------------------------------

TEST(ProblemsReport, HasALineForEachThatIsNotMet) {
  const auto lines = lines_of(problems_report(for_student(example_result()), "labs/lab03", "ucserver"));
  EXPECT_THAT(lines, ElementsAre("labs/lab03/ucserver.cpp:1:1: error: R02 not met: requirement 2 | saw: nothing",
                                 "labs/lab03/ucserver.cpp:1:1: error: R05 not met: requirement 5 | saw: nothing",
                                 "8 of 38 points, seed 1234, namespaces"));
}

TEST(ProblemsReport, NamesTheFileOfACompilerErrorWithItsFolder) {
  const auto lines =
      lines_of(problems_report(for_student(unbuilt_result("ucserver.cpp:3:5: error: x\n    3 | y\n")), "labs/lab03", "ucserver"));
  EXPECT_EQ(lines[0], "labs/lab03/ucserver.cpp:3:5: error: x");
  EXPECT_EQ(lines[1], "    3 | y");
}

// ---- all
// -------------------------------------------------------------------------------------------------------------------------------

/// Each that a CI may show, as what goes to standard output.
std::map<std::string, std::string> reports_of(const Result& result) {
  const auto shown = for_student(result);
  return {{"json", json_report(shown)},
          {"junit", junit_report(shown)},
          {"tap", tap_report(shown)},
          {"gcc", problems_report(shown, "", "ucserver")},
          {"gradescope", *gradescope_report(result)},
          {"autolab", autolab_report(shown, terminal_report(shown, {}))},
          {"prairielearn", prairielearn_report(shown)},
          {"classroom50", *classroom50_report(shown, {})},
          {"text", terminal_report(shown, {})}};
}

TEST(EveryReport, HoldsNothingThatACiObeys) {
  for (const auto& result : {hostile_result(), unbuilt_result(hostile()), unbuilt_result("::error::x\n##[error]y\n")})
    for (const auto& [format, report] : reports_of(result)) EXPECT_THAT(obeyed(report), testing::IsEmpty()) << format;
}

TEST(EveryReport, NamesTheIsolation) {
  for (const auto& [format, report] : reports_of(example_result())) EXPECT_THAT(report, HasSubstr("namespaces")) << format;
  EXPECT_THAT(github_summary(for_student(example_result()), "t"), HasSubstr("namespaces"));
}

}  // namespace
}  // namespace wirelab
