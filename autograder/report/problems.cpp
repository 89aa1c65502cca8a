#include "report/problems.hpp"

#include <sstream>

#include <fmt/format.h>

#include "report/explanation.hpp"
#include "report/legible.hpp"

namespace wirelab {

std::string problems_report(const Shown& shown, const std::string& folder, const std::string& program) {
  const auto& result = shown.result();
  const auto file = fmt::format("{}{}{}.cpp", folder, folder.empty() ? "" : "/", program);
  std::string out;
  if (!result.build.diagnostics.empty()) {
    std::istringstream lines(build_words(result.build));
    for (std::string line; std::getline(lines, line);) {
      // The compiler names a file without its folder; what does not begin with a name is about the line above.
      const bool named = !line.empty() && line.front() != ' ' && line.find(".cpp:") != std::string::npos;
      out += (named && !folder.empty() ? folder + "/" : std::string()) + line + "\n";
    }
  }
  for (const auto& check : result.checks)
    if (check.outcome == Outcome::fail)
      out += fmt::format("{}:1:1: error: {} not met: {} | saw: {}\n", file, legible_line(check.id), legible_line(check.title),
                         reason(check));
  if (result.status == Status::grader_fault) return out + "no score: " + fault_reason(result) + "\n";
  return out + fmt::format("{:g} of {} points, seed {}, {}\n", result.score, result.max_score, result.seed, result.isolation);
}

}  // namespace wirelab
