#include "process/build.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <fstream>

#include "model/fault.hpp"
#include "process/isolation.hpp"

namespace wirelab {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Building : public testing::Test {
protected:
  Building() {
    prepare_for_boxes();
    lab_.name = "lab99-test";
    lab_.programs = {"prog"};
    std::filesystem::create_directory(submission());
  }
  std::filesystem::path submission() const { return folder_.path() / "submission"; }
  void write(const std::string& text) const { std::ofstream(submission() / "prog.cpp") << text; }
  Build build() const { return build_programs(find_sources(lab_, submission()), Isolation::namespaces, folder_.path()); }

  TemporaryFolder folder_;
  Lab lab_;
};

TEST_F(Building, AProgramComesOut) {
  write("int main() { return 7; }\n");
  const auto result = build();
  EXPECT_TRUE(result.ok) << result.diagnostics;
  EXPECT_TRUE(std::filesystem::exists(programs_folder(folder_.path()) / "prog"));
  EXPECT_THAT(result.command, StartsWith("g++ -std=c++17 -O1 -g -Wall -Wextra -pthread"));
}

TEST_F(Building, TheFirstErrorIsAtFileLineAndColumn) {
  write("int main() {\n  return x;\n}\n");
  const auto result = build();
  EXPECT_FALSE(result.ok);
  EXPECT_THAT(first_error(result.diagnostics), StartsWith("prog.cpp:2:10: error: "));
}

TEST_F(Building, TheMachineIsNotSeenByTheCompiler) {
  write("#include \"/etc/passwd\"\nint main() {}\n");
  const auto result = build();
  EXPECT_FALSE(result.ok);
  EXPECT_THAT(result.diagnostics, HasSubstr("No such file"));
  EXPECT_THAT(result.diagnostics, Not(HasSubstr("root:")));
}

TEST_F(Building, ControlCharactersOfAMessageAreEscaped) {
  write("#error \x1b[2J gone\nint main() {}\n");
  EXPECT_THAT(build().diagnostics, Not(HasSubstr("\x1b")));
}

TEST_F(Building, OnlyPlainFilesAreTaken) {
  EXPECT_THROW(build(), UsageError) << "no file at all";
  std::filesystem::create_symlink("/etc/passwd", submission() / "prog.cpp");
  EXPECT_THROW(build(), UsageError) << "a link";
  std::filesystem::remove(submission() / "prog.cpp");
  write(std::string((1 << 20) + 1, ' '));
  EXPECT_THROW(build(), UsageError) << "too large";
}

TEST_F(Building, ACompilerThatIsTooOldForASecondBuildIsNoFaultOfTheSource) {
  write("int main() {}\n");
  lab_.second_builds = {{"prog-other", "prog", {"-fno-such-option-in-any-compiler"}}};
  EXPECT_THROW(build(), GraderFault);
}

TEST_F(Building, WhyASecondBuildFailedIsToldBehindTheWarningsOfTheFirst) {
  write("#ifdef OTHER\n#error not ready for this\n#endif\nint main() { int unused; }\n");
  lab_.second_builds = {{"prog-other", "prog", {"-DOTHER"}}};
  const auto result = build();
  EXPECT_FALSE(result.ok);
  EXPECT_THAT(result.diagnostics, testing::AllOf(HasSubstr("unused"), HasSubstr("not ready for this")));
}

TEST_F(Building, WhatFailsInBothBuildsIsToldOnce) {
  write("#error nowhere\n");
  lab_.second_builds = {{"prog-other", "prog", {"-DOTHER"}}};
  const auto result = build();
  EXPECT_EQ(result.diagnostics.find("error: #error nowhere"), result.diagnostics.rfind("error: #error nowhere"));
}

TEST_F(Building, AMachineThatCannotReadIsNoFaultOfTheSource) {
  write("int main() {}\n");
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{0, before.rlim_max};
  const auto sources = find_sources(lab_, submission());
  setrlimit(RLIMIT_NOFILE, &none);
  EXPECT_THROW(read_source(sources[0].file), GraderFault);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(read_source(sources[0].file), "int main() {}\n");
  EXPECT_THROW(find_sources(lab_, submission() / "prog.cpp" / "below"), SubmissionError);
}

}  // namespace
}  // namespace wirelab
