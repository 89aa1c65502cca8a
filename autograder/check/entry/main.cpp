// The main program of every lab's checks.
//
// By hand or from an IDE it is an ordinary GoogleTest program: --gtest_filter, --gtest_repeat, --gtest_shuffle, and
//   --submission=PATH   what to grade; default: the lab's reference solution
//   --seed=N  --time-scale=X  --isolation=uid|bare
// With --serve=FD it works for the runner instead (serve.hpp).

#include <gtest/gtest.h>

#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "check/judge.hpp"
#include "check/serve.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "process/box_root.hpp"
#include "process/build.hpp"

namespace {

using namespace wirelab;

std::optional<std::string_view> value_of(std::string_view argument, std::string_view option) {
  if (!argument.starts_with(option)) return std::nullopt;
  return argument.substr(option.size());
}

/// The folder of the lab whose checks these are: an instructor's own lab has its lab.toml beside this program; ours are named after
/// it.
std::filesystem::path own_lab() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  if (std::filesystem::exists(program.parent_path() / "lab.toml")) return program.parent_path();
  auto name = program.filename().string();
  for (char& character : name)
    if (character == '_') character = '-';
  return find_places().labs / name;
}

int run_as_tests(std::filesystem::path submission, Isolation isolation) {
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  const auto lab = load_lab(own_lab());
  if (submission.empty()) submission = find_places().solutions / lab.name;
  if (isolation == Isolation::namespaces) prepare_for_boxes();
  const TemporaryFolder folder;
  const auto build = build_programs(find_sources(lab, std::filesystem::absolute(submission)), isolation, folder.path());
  if (!build.ok) {
    std::cerr << build.diagnostics;
    return 1;
  }
  auto& session = check::current_session();
  session.isolation = isolation;
  session.folder = programs_folder(folder.path());
  session.programs = lab.programs;
  if (isolation == Isolation::namespaces) prepare_box_root(session.folder);
  return RUN_ALL_TESTS();
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::filesystem::path submission;
  auto isolation = Isolation::namespaces;
  std::optional<int> socket;
  auto& session = check::current_session();
  try {
    for (int index = 1; index < argc; ++index) {
      const std::string_view argument(argv[index]);
      if (const auto path = value_of(argument, "--submission="))
        submission = *path;
      else if (const auto seed = value_of(argument, "--seed="))
        session.seed = static_cast<std::uint32_t>(std::stoul(std::string(*seed)));
      else if (const auto scale = value_of(argument, "--time-scale="))
        session.time_scale = std::stod(std::string(*scale));
      else if (const auto word = value_of(argument, "--isolation="))
        isolation = isolation_from(*word);
      else if (const auto number = value_of(argument, "--serve="))
        socket = std::stoi(std::string(*number));
      else
        throw UsageError("unknown argument " + std::string(argument));
    }
    return socket ? check::serve(*socket) : run_as_tests(submission, isolation);
  } catch (const UsageError& error) {
    std::cerr << own_lab() << ": " << error.what() << "\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << own_lab() << ": " << error.what() << "\n";
    return 3;
  }
}
