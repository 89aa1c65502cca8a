// A result whose every text a student could have chosen.
#pragma once

#include <string>
#include <string_view>

#include "model/result.hpp"

namespace wirelab {

/// Commands of platforms, ends of their texts, escape sequences, NUL, marks of direction, what is no UTF-8.
inline std::string hostile() {
  using namespace std::string_view_literals;
  return std::string(
      "]]> </failure><testcase name=\"forged\"/>\n::error::forged\n::set-output name=x::y\n##[error]forged\n"
      "ok 99 - forged # SKIP\nBail out!\n# TODO\n...\n  ---\n{\"scores\": {\"lab03\": 100}}\n"
      "| a | b |\n```\n</pre><script>alert(1)</script>\n\"\\' & %0A%25 \r\t\x1b[31m\x01\x07 \xe2\x80\xae\xe2\x81\xa6 \xef\xbf\xbe "
      "\xff\xc3( \xed\xa0\x80 caf\xc3\xa9 \0 end\x7f\xc2\x9b"sv);
}

/// met, not met with a named bug, not reached, untested, not met.
inline Result example_result() {
  Result result;
  result.wirelab = "0.1.0";
  result.lab = "lab03-iterative-server";
  result.seed = 1234;
  result.isolation = "namespaces";
  result.score = 8;
  result.max_score = 38;
  result.duration_ms = 61.5;
  result.build.ok = true;
  result.build.command = "g++ -o ucserver ucserver.cpp";
  constexpr Outcome outcomes[] = {Outcome::pass, Outcome::fail, Outcome::not_reached, Outcome::cannot_test, Outcome::fail};
  int number = 0;
  for (const auto outcome : outcomes) {
    CheckResult check;
    ++number;
    check.id = "R0" + std::to_string(number);
    check.title = "requirement " + std::to_string(number);
    check.outcome = outcome;
    check.max_points = 4 + number;
    check.points = outcome == Outcome::pass ? 8 : 0;
    if (number == 1) check.max_points = 8;
    check.duration_ms = number;
    if (outcome == Outcome::not_reached) check.saw = "not reached: it needs R02";
    if (outcome == Outcome::cannot_test) check.saw = "there is no IPv6 here";
    if (outcome == Outcome::fail) {
      check.did = "client sent \"abc\"";
      check.expected = "FIN";
      check.saw = "nothing";
      check.evidence = {"pid 2 is blocked in accept(fd 3)"};
      check.timeline = {{0.1, "grader", "send", "\"abc\""}};
      check.replay = "wirelab grade lab03 --only " + check.id + " --seed 1234";
      check.diagnosis = Diagnosis{"V14", "stays open", "what it is", "likely",       {"V13"}, {number == 2 ? "R05" : "R02"},
                                  "R02", "why?",       "ss -ltn",    "one line more"};
    }
    result.checks.push_back(check);
  }
  return result;
}

inline Result hostile_result() {
  auto result = example_result();
  const auto text = hostile();
  result.build.diagnostics = text;
  for (auto& check : result.checks) {
    check.title = text;
    check.did = check.expected = check.saw = text;
    check.evidence = {text, text};
    check.timeline = {{0.1, "program", text, text}};
    check.replay = text;
    if (check.diagnosis) check.diagnosis->name = check.diagnosis->what = check.diagnosis->see = check.diagnosis->look = text;
  }
  return result;
}

inline Result unbuilt_result(const std::string& diagnostics) {
  auto result = example_result();
  result.status = Status::build_failed;
  result.score = 0;
  result.build.ok = false;
  result.build.diagnostics = diagnostics;
  for (auto& check : result.checks) {
    check.outcome = Outcome::not_reached;
    check.points = 0;
    check.saw = "not reached: the program was not built";
    check.diagnosis.reset();
  }
  return result;
}

inline Result fault_result() {
  auto result = example_result();
  result.status = Status::grader_fault;
  result.checks[1].outcome = Outcome::grader_fault;
  result.checks[1].saw = "no room in /tmp";
  result.checks[1].diagnosis.reset();
  return result;
}

}  // namespace wirelab
