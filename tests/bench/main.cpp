// make bench: what grading costs, medians, and beside it what the same exchanges cost bare.

#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "floors.hpp"
#include "grading.hpp"
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

/// The largest resident set, in MB, of all processes that take part in one grading. Measured in a process of its own, which has
/// built nothing: a compiler needs far more.
double peak_memory(const std::filesystem::path& programs) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string folder = programs;
    execl("/proc/self/exe", "bench", "--grade-once", folder.c_str(), nullptr);
    _exit(127);
  }
  rusage usage{};
  wait4(child, nullptr, 0, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Keeps the medians, to compare them at the end.
class Keeper : public benchmark::ConsoleReporter {
public:
  Keeper() : ConsoleReporter(OO_Tabular) {}
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs)
      if (run.aggregate_name == "median") {
        wall_ms[run.run_name.function_name] = run.GetAdjustedRealTime();
        const auto counter = run.counters.find("cpu_ms");
        if (counter != run.counters.end()) cpu_ms[run.run_name.function_name] = counter->second.value;
      }
    ConsoleReporter::ReportRuns(runs);
  }
  std::map<std::string, double> wall_ms;
  std::map<std::string, double> cpu_ms;
};

template <typename Function>
void add(const std::string& name, Function function) {
  benchmark::RegisterBenchmark(name.c_str(), function)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Repetitions(25)
      ->Iterations(name.find("lab") == 0 || name.find("floor") == 0 || name.find("compile") == 0 ? 1 : 20)
      ->ReportAggregatesOnly(true);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--grade-once")
    return wirelab::bench::grade_folder("lab03-iterative-server", argv[2]).full_marks() ? 0 : 1;
  const auto root = find_places().labs.parent_path();
  const std::string lab03 = "lab03-iterative-server";
  const auto buggy = root / "tests" / "submissions" / lab03 / "buggy";
  prepare_for_boxes();
  enter_new_network();  // what the floors listen on is nobody else's business

  const std::vector<std::pair<std::string, void (*)(const std::filesystem::path&)>> floors{
      {"lab01-addresses", bench::run_floor_of_lab01},
      {"lab02-tcp-client", bench::run_floor_of_lab02},
      {lab03, bench::run_floor_of_lab03},
      {"lab04-forking-server", bench::run_floor_of_lab04},
      {"lab05-udp", bench::run_floor_of_lab05}};
  const bench::BuiltLab hanging(lab03, buggy / "V16-accept-in-message-loop");
  std::map<std::string, std::unique_ptr<bench::BuiltLab>> references;
  for (const auto& [lab, floor] : floors) references[lab] = std::make_unique<bench::BuiltLab>(lab, root / "solutions" / lab);
  const auto programs = references.at(lab03)->programs();

  add("network", network);
  add("box", box);
  add("compile in a box", [&](benchmark::State& state) { measure(state, [&] { bench::compile_in_a_box(lab03); }); });
  const auto command = bench::compile_in_a_box(lab03);
  add("compile bare", [&](benchmark::State& state) { measure(state, [&] { bench::compile_bare(lab03, command); }); });
  add("settle", [&](benchmark::State& state) { settle_latency(state, programs); });
  add("lab03 of a program that hangs", [&](benchmark::State& state) { measure(state, [&] { hanging.grade(); }); });
  for (const auto& [lab, floor] : floors) {
    const auto* reference = references.at(lab).get();
    add(lab, [reference](benchmark::State& state) { measure(state, [reference] { reference->grade(); }); });
    add("floor of " + lab,
        [reference, run = floor](benchmark::State& state) { measure(state, [&] { run(reference->programs()); }); });
  }

  benchmark::Initialize(&argc, argv);
  Keeper keeper;
  benchmark::RunSpecifiedBenchmarks(&keeper);
  fmt::print(
      "\nwhole lab, already built, medians of 25; floor: the same exchanges bare, one after another (in lab 05 the talkers that "
      "wait: beside the others)\n");
  fmt::print("{:<24} {:>9} {:>9} {:>11} {:>11} {:>7}\n", "lab", "wall ms", "cpu ms", "floor wall", "floor cpu", "ratio");
  for (const auto& [lab, floor] : floors)
    fmt::print("{:<24} {:9.1f} {:9.1f} {:11.1f} {:11.1f} {:7.2f}\n", lab, keeper.wall_ms[lab], keeper.cpu_ms[lab],
               keeper.wall_ms["floor of " + lab], keeper.cpu_ms["floor of " + lab],
               keeper.cpu_ms[lab] / keeper.cpu_ms["floor of " + lab]);
  fmt::print("ratio: of processor time. In lab 05 the talker waits for 1.5 s, by its specification.\n");
  fmt::print("a program that hangs / reference {:7.2f} of wall time (lab 03)\n",
             keeper.wall_ms["lab03 of a program that hangs"] / keeper.wall_ms[lab03]);
  fmt::print("compile in a box / bare          {:7.2f} of wall time\n",
             keeper.wall_ms["compile in a box"] / keeper.wall_ms["compile bare"]);
  fmt::print("peak memory of any process       {:7.1f} MB\n", peak_memory(programs));
}
