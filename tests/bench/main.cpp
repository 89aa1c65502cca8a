// make bench: what grading costs, medians, and beside it what the same exchanges cost bare, and what it should cost.

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "failing.hpp"
#include "figures.hpp"
#include "floors.hpp"
#include "grading.hpp"
#include "memory.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "process/isolation.hpp"
#include "process/network.hpp"
#include "process/poll_step.hpp"
#include "process/program.hpp"
#include "process/settle.hpp"

namespace {

using namespace wirelab;

double seconds(const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; }

/// Processor time of WHOM (RUSAGE_SELF, or RUSAGE_CHILDREN that were waited for), user and system, in seconds.
double processor_time(__rusage_who whom) {
  rusage usage{};
  getrusage(whom, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double processor_time() { return processor_time(RUSAGE_SELF) + processor_time(RUSAGE_CHILDREN); }

/// Runs WORK under the benchmark's clock and counts the processor time of everything it started.
template <typename Work>
void measure(benchmark::State& state, Work work) {
  double processor = 0;
  for (auto _ : state) {
    const double before = processor_time();
    const auto start = std::chrono::steady_clock::now();
    work();
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    processor += processor_time() - before;
  }
  state.counters["cpu_ms"] = 1000 * processor / static_cast<double>(state.iterations());
}

Launch sleeper() {
  Launch launch;
  launch.folder = "/";
  launch.executable = "/bin/true";
  return launch;
}

void box(benchmark::State& state) {
  measure(state, [] { Program program(sleeper()); });
}

void network(benchmark::State& state) { measure(state, enter_new_network); }

void settle_latency(benchmark::State& state, const std::filesystem::path& programs) {
  enter_new_network();
  Launch launch;
  launch.folder = programs;
  launch.executable = "ucserver";
  launch.arguments = {"5000"};
  Program program(launch);
  const SocketTable table;
  while (table.listening().empty()) poll_step({}, longest_poll_step);
  const ProcessView* view = &program.view();
  measure(state, [&] {
    while (settle({&view, 1}, table).quiet != Quiet::settled) {
    }
  });
}

/// How often a benchmark is run; a grading is long enough to be measured by itself.
struct Runs {
  int repetitions;
  int iterations;
};
constexpr Runs of_a_step{25, 20};
constexpr Runs of_a_lab{25, 1};
constexpr Runs of_a_failing_program{9, 1};

template <typename Function>
void add(const std::string& name, Runs runs, Function function) {
  benchmark::RegisterBenchmark(name.c_str(), function)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Repetitions(runs.repetitions)
      ->Iterations(runs.iterations)
      ->ReportAggregatesOnly(true);
}

/// Programs are built when something needs them: with --benchmark_filter most are not.
class Builds {
public:
  const bench::BuiltLab& of(const std::string& lab, const std::filesystem::path& submission) {
    auto& built = built_[submission];
    if (!built) built = std::make_unique<bench::BuiltLab>(lab, submission);
    return *built;
  }

private:
  std::map<std::filesystem::path, std::unique_ptr<bench::BuiltLab>> built_;
};

const std::string lab03 = "lab03-iterative-server";

std::filesystem::path buggy(const Places& places, const std::string& name) {
  return places.labs.parent_path() / "tests" / "submissions" / lab03 / "buggy" / name;
}

void add_steps(const Places& places, Builds& builds) {
  add("network", of_a_step, network);
  add("box", of_a_step, box);
  add("settle", of_a_step,
      [&](benchmark::State& state) { settle_latency(state, builds.of(lab03, places.solutions / lab03).programs()); });
  add("compile in a box", of_a_lab, [](benchmark::State& state) { measure(state, [] { bench::compile_in_a_box(lab03); }); });
  add("compile bare", of_a_lab, [](benchmark::State& state) {
    static const auto command = bench::compile_in_a_box(lab03);
    measure(state, [] { bench::compile_bare(lab03, command); });
  });
}

void add_labs(const Places& places, Builds& builds, const std::vector<std::string>& labs) {
  for (const auto& lab : labs) {
    const auto reference = places.solutions / lab;
    add(lab, of_a_lab, [&builds, lab, reference](benchmark::State& state) {
      const auto& built = builds.of(lab, reference);
      measure(state, [&] { built.grade(); });
    });
    if (const auto floor = bench::floor_of(lab); floor != nullptr)
      add(bench::floor_name(lab), of_a_lab, [&builds, lab, reference, floor](benchmark::State& state) {
        const auto programs = builds.of(lab, reference).programs();
        measure(state, [&] { floor(programs); });
      });
  }
}

void add_failing(const Places& places, Builds& builds) {
  for (const auto& program : bench::failing_programs) {
    const auto submission = buggy(places, program.name);
    if (program.hangs)
      add(bench::judged_name(program.name), of_a_failing_program, [&builds, submission](benchmark::State& state) {
        const auto& built = builds.of(lab03, submission);
        measure(state, [&] { built.grade(); });
      });
    add(bench::named_name(program.name), of_a_failing_program, [&builds, submission](benchmark::State& state) {
      const auto& built = builds.of(lab03, submission);
      measure(state, [&] { built.grade_and_name(); });
    });
  }
}

/// Of the references, and of programs about which there is more to keep.
void show_memory(const Places& places, Builds& builds, const std::vector<std::string>& labs) {
  std::vector<std::pair<std::string, bench::PeakMemory>> peaks;
  peaks.reserve(labs.size() + bench::failing_programs.size() + bench::spinning_programs.size());
  for (const auto& lab : labs) peaks.emplace_back(lab, bench::peak_memory(builds.of(lab, places.solutions / lab)));
  for (const auto& program : bench::failing_programs)
    peaks.emplace_back(program.name, bench::peak_memory(builds.of(lab03, buggy(places, program.name))));
  for (const auto* name : bench::spinning_programs)
    peaks.emplace_back(name, bench::peak_memory(builds.of(lab03, buggy(places, name))));
  bench::show_memory(peaks);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::string(argv[1]) == bench::grade_once_option) return bench::grade_once(argv[2], argv[3]);
  const auto places = find_places();
  const auto labs = lab_names(places.labs);
  prepare_for_boxes();
  enter_new_network();  // what the floors listen on is nobody else's business

  Builds builds;
  add_steps(places, builds);
  add_labs(places, builds, labs);
  add_failing(places, builds);
  benchmark::Initialize(&argc, argv);
  bench::Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper);
  bench::show_labs(keeper, labs);
  bench::show_failing(keeper, lab03);
  bench::show_compiler(keeper);
  show_memory(places, builds, labs);
}
