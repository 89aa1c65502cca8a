// The medians, and the tables that set them beside what they should reach.
#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "memory.hpp"

namespace wirelab::bench {

/// The benchmarks that several tables read, by their names.
std::string floor_name(const std::string& lab);
std::string judged_name(const std::string& program);
std::string named_name(const std::string& program);

/// The medians of one benchmark.
struct Median {
  double wall_ms = 0;
  double cpu_ms = 0;
};

/// Keeps the medians, to compare them at the end.
class Keeper : public benchmark::ConsoleReporter {
public:
  Keeper() : ConsoleReporter(OO_Tabular) {}
  void ReportRuns(const std::vector<Run>& runs) override;
  /// No value: it was not measured (--benchmark_filter).
  std::optional<Median> find(const std::string& name) const;

private:
  std::map<std::string, Median> medians_;
};

/// Each lab beside its floor, or the news that it has none.
void show_labs(const Keeper& keeper, const std::vector<std::string>& labs);
/// The failing programs of lab 03, beside the reference of LAB03.
void show_failing(const Keeper& keeper, const std::string& lab03);
void show_compiler(const Keeper& keeper);
/// The largest of what was measured, with the name of what was graded.
void show_memory(const std::vector<std::pair<std::string, PeakMemory>>& peaks);

}  // namespace wirelab::bench
