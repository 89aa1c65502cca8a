#include "report/junit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/explanation.hpp"
#include "report/markup.hpp"

namespace wirelab {
namespace {

/// TEXT as the value of an attribute: a newline there would be read as a space (XML 1.0, 3.3.3).
std::string attribute(std::string_view text) {
  std::string out;
  for (const char character : markup_text(text)) {
    if (character == '\n')
      out += "&#10;";
    else if (character == '\t')
      out += "&#9;";
    else
      out += character;
  }
  return out;
}

std::string element(std::string_view name, std::string_view type, const std::string& message, const std::string& text = {}) {
  return fmt::format("<{0} type=\"{1}\" message=\"{2}\">{3}</{0}>", name, type, attribute(message), markup_text(text));
}

std::string verdict_of(const CheckResult& check) {
  switch (check.outcome) {
    case Outcome::pass:
      return "";
    case Outcome::fail:
      return element("failure", "wire", reason(check), explanation(check));
    case Outcome::not_reached:
      return element("skipped", "dependency", reason(check));
    case Outcome::cannot_test:
      return element("skipped", "environment", reason(check));
    case Outcome::grader_fault:
      break;
  }
  return element("error", "grader_fault", reason(check));
}

std::string property(std::string_view name, const std::string& value) {
  return fmt::format("<property name=\"{}\" value=\"{}\"/>\n", name, attribute(value));
}

}  // namespace

std::string junit_report(const Shown& shown) {
  const auto& result = shown.result();
  const auto count = [&result](Outcome outcome) { return std::ranges::count(result.checks, outcome, &CheckResult::outcome); };
  const bool unbuilt = result.status == Status::build_failed;
  const auto seconds = result.duration_ms / 1000;
  const auto numbers = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", result.checks.size() + 1, count(Outcome::fail),
                                   count(Outcome::grader_fault) + (unbuilt ? 1 : 0));
  auto out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wirelab\" {0} time=\"{1:.3f}\">\n"
      "<testsuite name=\"{2}\" {0} skipped=\"{3}\" time=\"{1:.3f}\">\n<properties>\n",
      numbers, seconds, attribute(result.lab), count(Outcome::not_reached) + count(Outcome::cannot_test));
  out += property("seed", std::to_string(result.seed)) + property("isolation", result.isolation);
  if (result.status != Status::grader_fault) out += property("score", fmt::format("{:g}/{}", result.score, result.max_score));
  out += "</properties>\n";
  const auto name = attribute(result.lab);
  out += fmt::format("<testcase classname=\"{}\" name=\"build\" time=\"0\">{}</testcase>\n", name,
                     unbuilt ? element("error", "build", build_reason(result.build), build_words(result.build)) : "");
  for (const auto& check : result.checks)
    out += fmt::format(
        "<testcase classname=\"{}\" name=\"{}\" "
        "time=\"{:.3f}\">{}<system-out>[[PROPERTY|points={:g}/{}]]</system-out></testcase>\n",
        name, attribute(name_of(check)), check.duration_ms / 1000, verdict_of(check), check.points, check.max_points);
  return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace wirelab
