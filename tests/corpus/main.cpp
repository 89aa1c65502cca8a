// corpus: grades every program of the corpus and compares each verdict with the manifest.
//
//   corpus --submissions tests/submissions              once each: the test that proves the checks
//   corpus --submissions ... --times 200 --busy-loops 4  the soak: not one verdict may differ

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "bound.hpp"
#include "diagnosis/bugs.hpp"
#include "grading.hpp"
#include "load.hpp"
#include "manifest.hpp"
#include "model/places.hpp"
#include "paragraph.hpp"
#include "process/isolation.hpp"

namespace wirelab::corpus {
namespace {

struct Options {
  std::filesystem::path submissions;
  std::string lab;
  int busy_loops = 0;
  HowToGrade how;
};

/// One line of the table at the end.
struct Row {
  std::string lab;
  std::size_t correct = 0;
  std::size_t buggy = 0;
  std::size_t requirements = 0;
  std::size_t failed = 0;  ///< requirements that some program fails
  std::size_t alone = 0;   ///< ... and no other with it
  std::size_t bugs = 0;    ///< that the checks must tell apart
  std::size_t absent = 0;  ///< of those
  Counts counts;
};

/// Whether SUBMISSION fails nothing but the requirement ID.
bool fails_alone(const Submission& submission, const std::string& id) {
  return std::ranges::all_of(submission.expected,
                             [&](const auto& entry) { return (entry.second == Outcome::fail) == (entry.first == id); });
}

/// The kill matrix: which programs fail each requirement; and what is known to be missing.
void show_kill_matrix(const Lab& lab, const Corpus& corpus, Row& row) {
  std::cout << "\n";
  for (const auto& requirement : lab.requirements) {
    std::vector<std::string> killers;
    bool alone = false;
    for (const auto& submission : corpus.submissions) {
      const auto outcome = submission.expected.find(requirement.id);
      if (outcome == submission.expected.end() || outcome->second != Outcome::fail) continue;
      killers.push_back(submission.name.substr(submission.name.find('/') + 1));
      alone = alone || fails_alone(submission, requirement.id);
    }
    row.failed += killers.empty() ? 0 : 1;
    row.alone += alone ? 1 : 0;
    std::cout << fmt::format("  {} is failed by {:>2}: {}\n", requirement.id, killers.size(),
                             killers.empty() ? "NOBODY: its check proves nothing" : fmt::format("{}", fmt::join(killers, ", ")));
  }
  for (const auto& [bug, why] : corpus.absent) std::cout << fmt::format("  {} is absent: {}\n", bug, why);
}

Row prove(const Lab& lab, const Corpus& corpus, const Places& places, const Options& options) {
  Row row;
  row.lab = lab.name;
  row.requirements = lab.requirements.size();
  row.bugs = corpus.bugs.size();
  for (const auto& bug : corpus.bugs) row.absent += corpus.absent.contains(bug) ? 1 : 0;
  for (const auto& submission : corpus.submissions) {
    row.correct += submission.name.starts_with("correct/") ? 1 : 0;
    row.buggy += submission.name.starts_with("buggy/") ? 1 : 0;
  }
  std::cout << fmt::format("{}: {} programs, {} requirements\n", lab.name, corpus.submissions.size(), lab.requirements.size());
  row.counts = grade_all(lab, checks_program(places, lab.name), corpus, options.how);
  show_kill_matrix(lab, corpus, row);
  std::cout << "\n" << lab.name << ", what each bug was called:\n" << row.counts.names.text(corpus.classes) << "\n" << std::flush;
  return row;
}

void show_verdicts(const std::vector<Row>& rows) {
  std::cout << fmt::format("{:<24} {:>7} {:>6} {:>13} {:>7} {:>6} {:>5} {:>7} {:>9} {:>9} {:>7}\n", "lab", "correct", "buggy",
                           "requirements", "failed", "alone", "bugs", "absent", "gradings", "verdicts", "differ");
  for (const auto& row : rows)
    std::cout << fmt::format("{:<24} {:>7} {:>6} {:>13} {:>7} {:>6} {:>5} {:>7} {:>9} {:>9} {:>7}\n", row.lab, row.correct,
                             row.buggy, row.requirements, row.failed, row.alone, row.bugs, row.absent, row.counts.gradings,
                             row.counts.verdicts, row.counts.different);
  std::cout
      << "correct, buggy: programs beside the reference and the skeleton. failed: requirements that some program fails; alone: by\n"
         "itself. bugs: that the checks must tell apart; absent: those that cannot be shown, each with its reason above.\n";
}

void show_names(const std::vector<Row>& rows, const Bound& bound) {
  std::cout << fmt::format("\n{:<24} {:>9} {:>9} {:>9} {:>8} {:>6}\n", "diagnosis", "exact", "class", "silent", "missing", "wrong");
  std::size_t without_a_name = 0;
  for (const auto& row : rows) {
    const auto& names = row.counts.names;
    without_a_name += names.programs_without_a_name();
    std::cout << fmt::format("{:<24} {:>9} {:>9} {:>9} {:>8} {:>6}\n", row.lab, names.total(Naming::exact),
                             names.total(Naming::of_its_class), names.total(Naming::rightly_silent), names.total(Naming::missing),
                             names.total(Naming::wrong));
  }
  std::cout << paragraph(
      "", words_of(fmt::format("Of all gradings. exact: the bug is named; class: one that cannot be told apart from it, or one of "
                               "two at once; silent: rightly, there is none or it has no name. missing and wrong differ. The bugs "
                               "X.. are not in the catalogue: they have no name and must get none; {} programs are such.",
                               without_a_name)));
  std::cout << paragraph(
      "", words_of(fmt::format("{}: {} of the {} bugs of all labs cannot be told apart from others ({}); at most "
                               "a tenth may be.",
                               bound.holds() ? "Within the bound" : "OVER THE BOUND", bound.excused().size(), bound.bugs(),
                               fmt::join(bound.excused(), " "))));
}

int run(Options options) {
  const auto places = find_places();
  options.how.bugs = std::make_shared<const diagnosis::Bugs>(diagnosis::Bugs::read(places.bugs));
  prepare_for_boxes();
  const BusyLoops beside(options.busy_loops);
  Bound bound;
  std::vector<Row> rows;
  const auto names = lab_names(places.labs);
  for (const auto& name : names) {
    const auto lab = load_lab(places.labs / name);
    const auto corpus = read_corpus(lab, options.submissions / name, places.solutions / name, places.labs / name);
    bound.count(corpus);  // of all labs, whichever are graded
    if (options.lab.empty() || resolve_lab_name(options.lab, names) == name) rows.push_back(prove(lab, corpus, places, options));
  }
  show_verdicts(rows);
  show_names(rows, bound);
  if (options.busy_loops > 0)
    std::cout << fmt::format("Graded {} times each, with {} busy loops beside them.\n", options.how.times, options.busy_loops);
  const bool proved =
      std::ranges::all_of(rows, [](const Row& row) { return row.counts.different == 0 && row.failed == row.requirements; });
  return proved && bound.holds() ? 0 : 1;
}

}  // namespace
}  // namespace wirelab::corpus

int main(int argc, char** argv) {
  wirelab::corpus::Options options;
  CLI::App app("Grades the corpus and compares", "corpus");
  app.add_option("--submissions", options.submissions, "the folder with one folder a lab")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--lab", options.lab, "only this lab");
  app.add_option("--only", options.how.only, "only programs with this in their name");
  app.add_option("--times", options.how.times, "how often each program is graded")->check(CLI::PositiveNumber);
  app.add_option("--busy-loops", options.busy_loops, "processes that use the processors meanwhile");
  app.add_option("--parallel", options.how.parallel, "programs graded at the same time")->check(CLI::PositiveNumber);
  app.add_option("--results", options.how.results, "a folder for the result of each program")->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  try {
    return wirelab::corpus::run(options);
  } catch (const std::exception& error) {
    std::cerr << "corpus: " << error.what() << "\n";
    return 3;
  }
}
