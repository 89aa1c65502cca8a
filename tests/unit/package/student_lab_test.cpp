#include "package/student_lab.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "package/template.hpp"

namespace wirelab::package {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class StudentLab : public testing::Test {
protected:
  StudentLab() {
    fs::remove_all(place);
    fs::create_directories(place / "from/labs/lab90-x");
    fs::create_directories(place / "from/handouts");
    write("from/labs/lab90-x/x.cpp", "int main() {}\n");
    write("from/labs/lab90-x/notes.txt", "an instructor's own\n");
    write("from/labs/lab90-x/lab.toml", toml);
    write("from/handouts/lab90-x.md", "It answers.\n");
  }
  ~StudentLab() override { fs::remove_all(place); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(place / name) << text; }
  void copy() const { copy_student_lab(place / "from/labs", place / "from/handouts", "lab90-x", place / "to"); }

  /// One for each test: they run side by side.
  const fs::path place = fs::path(testing::TempDir()) / fmt::format("wirelab-student-lab-{}", getpid());
  const std::string toml =
      "title = \"A \\\"lab\\\" \\\\ one\"\nprograms = [\"x\"]\n"
      "[[second_build]]\nname = \"x-filled\"\nof = \"x\"\nflags = [\"-O2\", \"-DX=\\\"y\\\"\"]\n"
      "[[requirement]]\nid = \"R01\"\npoints = 40\nsays = \"it answers\"\n"
      "[[requirement]] # R02 is a trap\nid = \"R02\"\npoints = 30\nneeds = [\"R01\"]\nsays = \"it never reads twice\"\nvisibility "
      "= \"hidden\"\n"
      "[[requirement]]\nid = \"R03\"\npoints = 30\nneeds = [\"R01\", \"R02\"]\nsays = \"it ends\"\n";
};

TEST_F(StudentLab, ItsHandoutCallsWirelabWhereItIsInstalled) {
  write("from/handouts/lab90-x.md", "`build/bin/wirelab grade 90`, then\nbuild/bin/wirelab grade 90 --show R01\n");
  copy();
  EXPECT_EQ(read_text(place / "to/handouts/lab90-x.md"), "`wirelab grade 90`, then\nwirelab grade 90 --show R01\n");
}

TEST_F(StudentLab, HasNoWordOfWhatIsHidden) {
  copy();
  const auto text = read_text(place / "to/labs/lab90-x/lab.toml");
  EXPECT_EQ(text.find("R02"), std::string::npos) << text;
  EXPECT_EQ(text.find("twice"), std::string::npos) << text;
  const auto lab = load_lab(place / "to/labs/lab90-x");
  EXPECT_EQ(lab.title, "A \"lab\" \\ one");
  ASSERT_EQ(lab.requirements.size(), 2u);
  EXPECT_EQ(lab.requirements[1].id, "R03");
  EXPECT_THAT(lab.requirements[1].needs, ElementsAre("R01"));
  ASSERT_EQ(lab.second_builds.size(), 1u);
  EXPECT_THAT(lab.second_builds[0].flags, ElementsAre("-O2", "-DX=\"y\""));
}

TEST_F(StudentLab, HasOnlyWhatTheLabNames) {
  copy();
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(place / "to"))
    if (entry.is_regular_file()) names.push_back(entry.path().filename());
  EXPECT_THAT(names, testing::UnorderedElementsAre("x.cpp", "lab.toml", "lab90-x.md"));
}

TEST_F(StudentLab, IsRefusedWhenATextTellsWhatIsHidden) {
  write("from/handouts/lab90-x.md", "| R02 | it never\nreads `twice` |\n");
  try {
    copy();
    FAIL() << "the handout tells R02";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("lab90-x.md tells R02 of lab90-x, which students are not to see (hidden)"));
  }
}

TEST_F(StudentLab, IsRefusedWhenATextNamesWhatIsHidden) {
  write("from/handouts/lab90-x.md", "See R020, xR02 and R01.\n");
  copy();
  for (const auto* text : {"**R02** counts how often you read.\n", "needs R01, R02\n", "R02"}) {
    write("from/handouts/lab90-x.md", text);
    EXPECT_THROW(copy(), UsageError) << text;
  }
}

TEST_F(StudentLab, IsRefusedWhenTheGraderTellsWhatIsHidden) {
  const auto unpacked = place / "unpacked/usr/share/wirelab";
  const auto refused = [this](const std::string& words) {
    try {
      check_student_grader(place / "from/labs", "a.deb", place / "unpacked");
      FAIL() << "it is not refused";
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr(words));
    }
  };
  refused("a.deb is no package of wirelab");
  fs::create_directories(unpacked / "labs/lab90-x");
  fs::create_directories(unpacked / "handouts");
  fs::copy(place / "from/labs/lab90-x/x.cpp", unpacked / "labs/lab90-x/x.cpp");
  write("unpacked/usr/share/wirelab/labs/lab90-x/lab.toml", toml);
  refused("a.deb tells R02 of lab90-x, which students are not to see (hidden)");
  auto was_shown = toml;
  was_shown.replace(was_shown.find("\"hidden\""), 8, "\"visible\"");
  write("unpacked/usr/share/wirelab/labs/lab90-x/lab.toml", was_shown);
  refused("a.deb tells R02");
  write("unpacked/usr/share/wirelab/labs/lab90-x/lab.toml", student_lab_toml(load_lab(place / "from/labs/lab90-x")));
  check_student_grader(place / "from/labs", "a.deb", place / "unpacked");
  fs::create_directories(place / "unpacked/usr/lib/wirelab/checks");
  write("unpacked/usr/lib/wirelab/checks/lab90_x", "18R01_ReadsOnce_Test");
  check_student_grader(place / "from/labs", "a.deb", place / "unpacked");
  write("unpacked/usr/lib/wirelab/checks/lab90_x", "20R02_NeverTwice_Test");
  refused("a.deb can check R02 of lab90-x, which students are not to see (hidden)");
  fs::remove(place / "unpacked/usr/lib/wirelab/checks/lab90_x");
  write("unpacked/usr/share/wirelab/handouts/lab90-x.md", "It never *reads* twice.\n");
  refused("a.deb tells R02");
}

TEST_F(StudentLab, HasALabTomlThatSaysThatItIsForReading) {
  auto shown = toml;
  shown.replace(shown.find("\"hidden\""), 8, "\"visible\"");
  write("from/labs/lab90-x/lab.toml", "# Points can be changed here.\n" + shown);
  copy();
  const auto text = read_text(place / "to/labs/lab90-x/lab.toml");
  EXPECT_THAT(text, testing::StartsWith("# What this lab asks for. For reading: "));
  EXPECT_THAT(text, testing::Not(HasSubstr("can be changed")));
  const auto lab = load_lab(place / "to/labs/lab90-x");
  ASSERT_EQ(lab.requirements.size(), 3u);
  EXPECT_EQ(lab.requirements[1].points, 30);
  EXPECT_THAT(lab.requirements[2].needs, ElementsAre("R01", "R02"));
}

}  // namespace
}  // namespace wirelab::package
