#include "model/lab.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "model/fault.hpp"

namespace wirelab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LabFile : public testing::Test {
protected:
  LabFile() {
    std::string pattern = "/tmp/wirelab-test-XXXXXX";
    base_ = mkdtemp(pattern.data());
    std::filesystem::create_directory(base_ / "lab07-example");
  }
  ~LabFile() override { std::filesystem::remove_all(base_); }

  Lab read(const std::string& text) {
    std::ofstream(base_ / "lab07-example" / "lab.toml") << text;
    return load_lab(base_ / "lab07-example");
  }
  std::string complaint(const std::string& text) {
    try {
      read(text);
    } catch (const GraderFault& fault) {
      return fault.what();
    }
    return "no complaint";
  }

  std::filesystem::path base_;
};

constexpr auto good = R"(title = "An example"
programs = ["one"]
[[requirement]]
id = "R01"
points = 60
says = "it starts"
[[requirement]]
id = "R02"
points = 40
needs = ["R01"]
says = "it goes on"
visibility = "hidden"
waits = true
)";

TEST_F(LabFile, IsRead) {
  const auto lab = read(good);
  EXPECT_EQ(lab.name, "lab07-example");
  EXPECT_EQ(lab.max_score(), 100);
  ASSERT_NE(lab.find("R02"), nullptr);
  EXPECT_THAT(lab.find("R02")->needs, ElementsAre("R01"));
  EXPECT_EQ(lab.find("R02")->visibility, Visibility::hidden);
  EXPECT_EQ(lab.find("R01")->visibility, Visibility::visible);
  EXPECT_TRUE(lab.find("R02")->waits);
  EXPECT_FALSE(lab.find("R01")->waits);
  EXPECT_EQ(lab.find("R03"), nullptr);
}

TEST_F(LabFile, ComplaintsNameFileAndLine) {
  EXPECT_THAT(complaint("title = \n"), HasSubstr("lab.toml:1:"));
  EXPECT_THAT(complaint("title = \"x\"\nprograms = []\n"), HasSubstr("names no program"));
  EXPECT_THAT(complaint("title = 3\n"), HasSubstr("lab.toml:1: 'title' is not of the right type"));
  EXPECT_THAT(complaint("title = \"x\"\nprograms = [\"a\"]\n[[requirement]]\nid = \"R01\"\npoints = -1\nsays = \"s\"\n"),
              HasSubstr("lab.toml:5: points"));
  EXPECT_THAT(
      complaint("title = \"x\"\nprograms = [\"a\"]\n[[requirement]]\nid = \"R01\"\npoints = 1\nneeds = [\"R09\"]\nsays = \"s\"\n"),
      HasSubstr("R01 needs R09"));
  EXPECT_THAT(complaint(std::string(good) + "[[requirement]]\nid = \"R01\"\npoints = 1\nsays = \"s\"\n"), HasSubstr("twice"));
}

TEST(LabNames, ResolveByNumberPrefixAndName) {
  const std::vector<std::string> names{"lab03-iterative-server", "lab13-names"};
  for (const auto* given : {"3", "03", "lab03", "lab3", "lab03-iterative-server"})
    EXPECT_EQ(resolve_lab_name(given, names), "lab03-iterative-server") << given;
  for (const auto* given : {"", "4", "-3", "lab", "3x", "lab03-"})
    EXPECT_THROW(resolve_lab_name(given, names), UsageError) << given;
}

TEST(Visibility, IsReadAsItIsWritten) {
  for (const auto visibility : {Visibility::visible, Visibility::after_due, Visibility::after_published, Visibility::hidden})
    EXPECT_EQ(visibility_from(to_string(visibility)), visibility);
  EXPECT_EQ(visibility_from("tomorrow"), Visibility::hidden);
}

}  // namespace
}  // namespace wirelab
