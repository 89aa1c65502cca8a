#include "figures.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "failing.hpp"
#include "floors.hpp"
#include "limits.hpp"

namespace wirelab::bench {
namespace {

std::string number(std::optional<double> value, int digits) { return value ? fmt::format("{:.{}f}", *value, digits) : "-"; }

/// A figure, what it should reach, and whether it is over: always of the same width.
std::string beside(std::optional<double> value, std::optional<double> limit, int digits = 0) {
  return fmt::format("{:>9} {:>6} {:<4}", number(value, digits + 1), number(limit, digits),
                     value && limit && *value > *limit ? "over" : "");
}

std::optional<double> wall(const std::optional<Median>& median) { return median ? std::optional(median->wall_ms) : std::nullopt; }

std::optional<double> cpu(const std::optional<Median>& median) { return median ? std::optional(median->cpu_ms) : std::nullopt; }

std::optional<double> ratio(std::optional<double> one, std::optional<double> other) {
  return one && other ? std::optional(*one / *other) : std::nullopt;
}

/// The largest of several figures, and whose it is.
struct Largest {
  std::string name = "nothing measured";
  std::optional<double> value;
  void add(const std::string& whose, std::optional<double> more) {
    if (!more || (value && *value >= *more)) return;
    name = whose;
    value = more;
  }
};

void show(const std::string& what, const Largest& largest, double limit, int digits = 0) {
  fmt::print("{:<58} {} {}\n", what, beside(largest.value, limit, digits), largest.name);
}

}  // namespace

std::string floor_name(const std::string& lab) { return "floor of " + lab; }
std::string judged_name(const std::string& program) { return "judged: " + program; }
std::string named_name(const std::string& program) { return "named: " + program; }

void Keeper::ReportRuns(const std::vector<Run>& runs) {
  for (const auto& run : runs) {
    if (run.aggregate_name != "median") continue;
    const auto counter = run.counters.find("cpu_ms");
    medians_[run.run_name.function_name] = {run.GetAdjustedRealTime(), counter == run.counters.end() ? 0 : counter->second.value};
  }
  ConsoleReporter::ReportRuns(runs);
}

std::optional<Median> Keeper::find(const std::string& name) const {
  const auto found = medians_.find(name);
  return found == medians_.end() ? std::nullopt : std::optional(found->second);
}

void show_labs(const Keeper& keeper, const std::vector<std::string>& labs) {
  fmt::print(
      "\nThe reference of each lab, already built, medians. floor: the same exchanges bare, one after another (in lab 05 the "
      "talkers\n"
      "that wait: beside the others). ratio: of processor time. A figure beyond its limit is marked \"over\".\n");
  fmt::print("{:<24} {:>9} {:>6}      {:>8} {:>11} {:>10} {:>9} {:>6}\n", "lab", "wall ms", "limit", "cpu ms", "floor wall",
             "floor cpu", "ratio", "limit");
  for (const auto& lab : labs) {
    const auto limit = limit_of_a_lab.find(lab);
    const auto whole = keeper.find(lab);
    const auto floor = keeper.find(floor_name(lab));
    fmt::print("{:<24} {} {:>8} {:>11} {:>10} {}\n", lab,
               beside(wall(whole), limit == limit_of_a_lab.end() ? std::nullopt : std::optional(limit->second)),
               number(cpu(whole), 1), number(wall(floor), 1), number(cpu(floor), 1),
               beside(ratio(cpu(whole), cpu(floor)), limit_of_processor_time, 1));
    if (floor_of(lab) == nullptr) fmt::print("  {} has no floor: tests/bench/floors.cpp does not know one\n", lab);
    if (limit == limit_of_a_lab.end()) fmt::print("  {} has no limit: tests/bench/limits.hpp does not know one\n", lab);
  }
  fmt::print("Lab 05: its talker waits for 1.5 s by its specification; the limit is 200 ms more.\n");
}

void show_failing(const Keeper& keeper, const std::string& lab03) {
  fmt::print(
      "\nFailing programs of lab 03, already built, medians. judged: the verdicts alone, of those that hang; ratio: to the "
      "reference.\n"
      "named: as `wirelab grade` does it, with second looks and the names of bugs.\n");
  fmt::print("{:<40} {:>9} {:>9} {:>6}      {:>9} {:>6}\n", "program", "judged ms", "ratio", "limit", "named ms", "limit");
  const auto reference = wall(keeper.find(lab03));
  Largest slowest_to_hang;
  Largest slowest_to_name;
  for (const auto& program : failing_programs) {
    const auto judged = wall(keeper.find(judged_name(program.name)));
    const auto named = wall(keeper.find(named_name(program.name)));
    const auto times = ratio(judged, reference);
    fmt::print("{:<40} {:>9} {} {}\n", program.name, number(judged, 1),
               beside(times, program.hangs ? std::optional(limit_of_hanging) : std::nullopt, 1), beside(named, limit_of_failing));
    slowest_to_hang.add(program.name, times);
    slowest_to_name.add(program.name, named);
  }
  show("the largest: hangs / reference, wall time", slowest_to_hang, limit_of_hanging, 1);
  show("the largest: a failing lab with second looks, ms", slowest_to_name, limit_of_failing);
}

void show_compiler(const Keeper& keeper) {
  fmt::print("\ncompile in a box / bare, wall time {:>33}\n",
             number(ratio(wall(keeper.find("compile in a box")), wall(keeper.find("compile bare"))), 2));
}

void show_memory(const std::vector<std::pair<std::string, PeakMemory>>& peaks) {
  Largest process;
  Largest together;
  bool readable = true;
  int samples = 0;
  for (const auto& [name, peak] : peaks) {
    process.add(name, peak.largest_process);
    together.add(name, peak.together);
    readable = readable && peak.together;
    samples += peak.samples;
  }
  show("peak memory of the largest single process, MB", process, limit_of_memory);
  show("... of the sum of all at the same time (PSS), MB", readable ? together : Largest{"may not be read", {}}, limit_of_memory);
  fmt::print(
      "Of {} gradings with second looks, the student's program among the single processes, but not in the sum, which {} samples "
      "saw.\n",
      peaks.size(), samples);
}

}  // namespace wirelab::bench
