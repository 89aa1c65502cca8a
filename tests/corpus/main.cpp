// corpus: grades every program of the corpus and compares each verdict with the manifest.
//
//   corpus --submissions tests/submissions              once each: the test that proves the checks
//   corpus --submissions ... --times 200 --busy-loops 4  the soak: not one verdict may differ

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "load.hpp"
#include "manifest.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "process/build.hpp"
#include "process/isolation.hpp"
#include "runner/grade.hpp"

namespace wirelab::corpus {
namespace {

/// The skeleton may get little: it listens nowhere.
constexpr double most_points_of_a_skeleton = 20;

struct Options {
  std::filesystem::path submissions;
  std::string lab;
  std::string only;
  int times = 1;
  int busy_loops = 0;
};

struct Counts {
  std::size_t programs = 0;
  std::size_t gradings = 0;
  std::size_t verdicts = 0;
  std::size_t different = 0;
};

std::string describe(const CheckResult& check, Outcome expected) {
  auto text = fmt::format("    {} is {}, must be {}", check.id, to_string(check.outcome), to_string(expected));
  if (!check.saw.empty()) text += fmt::format("\n      did       {}\n      expected  {}\n      saw       {}", check.did, check.expected, check.saw);
  for (const auto& line : check.evidence) text += "\n      evidence  " + line;
  return text;
}

/// What is wrong with RESULT, a line each.
std::vector<std::string> differences(const Submission& submission, const Result& result) {
  std::vector<std::string> lines;
  for (const auto& check : result.checks) {
    if (check.outcome == Outcome::grader_fault || (!submission.expected.empty() && submission.expected.at(check.id) != check.outcome))
      lines.push_back(describe(check, submission.expected.empty() ? Outcome::fail : submission.expected.at(check.id)));
  }
  if (submission.expected.empty() && result.score > most_points_of_a_skeleton)
    lines.push_back(fmt::format("    {} points for the skeleton", result.score));
  return lines;
}

/// How often each program was graded, and what it then got that it must not.
Counts grade_many(const Lab& lab, const std::filesystem::path& checks, const std::vector<Submission>& corpus, const Options& options) {
  Counts counts;
  for (const auto& submission : corpus) {
    if (!options.only.empty() && submission.name.find(options.only) == std::string::npos) continue;
    const TemporaryFolder folder;
    const auto build = build_programs(find_sources(lab, submission.path), Isolation::namespaces, folder.path());
    if (!build.ok) throw GraderFault(fmt::format("{} does not build:\n{}", submission.name, build.diagnostics));
    ++counts.programs;
    const auto began = std::chrono::steady_clock::now();
    std::map<std::string, int> wrong;
    for (int time = 0; time < options.times; ++time) {
      GradeOptions grading;
      grading.seed = static_cast<std::uint32_t>(1000 + time);
      const auto result = grade_built(lab, checks, programs_folder(folder.path()), grading);
      ++counts.gradings;
      counts.verdicts += result.checks.size();
      for (const auto& line : differences(submission, result)) {
        ++counts.different;
        if (wrong[line.substr(0, 8)]++ == 0) std::cout << fmt::format("{}, seed {}:\n{}\n", submission.name, grading.seed, line);
      }
    }
    const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::cout << fmt::format("  {:<44} {:>4} x {:>7.0f} ms  {}\n", submission.name, options.times, 1000 * took / options.times,
                             wrong.empty() ? "as it must be" : "DIFFERS") << std::flush;
  }
  return counts;
}

/// Every requirement is failed by a program of the corpus; and which one does it.
bool show_kill_matrix(const Lab& lab, const std::vector<Submission>& corpus) {
  bool complete = true;
  std::cout << "\n";
  for (const auto& requirement : lab.requirements) {
    std::vector<std::string> killers;
    for (const auto& submission : corpus) {
      const auto outcome = submission.expected.find(requirement.id);
      if (outcome != submission.expected.end() && outcome->second == Outcome::fail)
        killers.push_back(submission.name.substr(submission.name.find('/') + 1));
    }
    complete = complete && !killers.empty();
    std::cout << fmt::format("  {} is failed by {:>2}: {}\n", requirement.id, killers.size(),
                             killers.empty() ? "NOBODY: its check proves nothing" : fmt::format("{}", fmt::join(killers, ", ")));
  }
  return complete;
}

bool prove(const std::string& name, const Places& places, const Options& options) {
  const auto lab = load_lab(places.labs / name);
  const auto corpus = read_corpus(lab, options.submissions / name, places.solutions / name, places.labs / name);
  std::cout << fmt::format("{}: {} programs, {} requirements\n", name, corpus.size(), lab.requirements.size());
  const auto counts = grade_many(lab, checks_program(places, name), corpus, options);
  const bool complete = show_kill_matrix(lab, corpus);
  std::cout << fmt::format("\n  {}: {} programs, {} gradings, {} verdicts, {} differ{}\n", name, counts.programs, counts.gradings,
                           counts.verdicts, counts.different,
                           options.busy_loops > 0 ? fmt::format(" (with {} busy loops beside them)", options.busy_loops) : "");
  return counts.different == 0 && complete;
}

int run(const Options& options) {
  const auto places = find_places();
  enter_user_namespace_if_needed();
  const BusyLoops beside(options.busy_loops);
  bool all = true;
  const auto names = lab_names(places.labs);
  for (const auto& name : names)
    if (options.lab.empty() || resolve_lab_name(options.lab, names) == name) all = prove(name, places, options) && all;
  return all ? 0 : 1;
}

}  // namespace
}  // namespace wirelab::corpus

int main(int argc, char** argv) {
  wirelab::corpus::Options options;
  CLI::App app("Grades the corpus and compares", "corpus");
  app.add_option("--submissions", options.submissions, "the folder with one folder a lab")->required()->check(CLI::ExistingDirectory);
  app.add_option("--lab", options.lab, "only this lab");
  app.add_option("--only", options.only, "only programs with this in their name");
  app.add_option("--times", options.times, "how often each program is graded")->check(CLI::PositiveNumber);
  app.add_option("--busy-loops", options.busy_loops, "processes that use the processors meanwhile");
  CLI11_PARSE(app, argc, argv);
  try {
    return wirelab::corpus::run(options);
  } catch (const std::exception& error) {
    std::cerr << "corpus: " << error.what() << "\n";
    return 3;
  }
}
