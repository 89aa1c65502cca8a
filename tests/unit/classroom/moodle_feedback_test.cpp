// Pages that Moodle takes back.

#include "classroom/moodle_feedback.hpp"

#include <gmock/gmock.h>

#include "classroom/text_file.hpp"
#include "process/build.hpp"

namespace wirelab::classroom {
namespace {

using testing::ElementsAre;

TEST(MoodleFolder, IsTheNameUpToTheFirstUnderscoreThenTheNumber) {
  EXPECT_EQ(moodle_folder("Jane Doe", "1234"), "Jane Doe_1234_assignsubmission_file_");
  EXPECT_EQ(moodle_folder("Jos\xc3\xa9 O'Neil", "7"), "Jos\xc3\xa9 O'Neil_7_assignsubmission_file_");
  EXPECT_EQ(moodle_folder("a_b 9_c", "7"), "a b 9 c_7_assignsubmission_file_") << "9 is not the number";
  EXPECT_EQ(moodle_folder("../../etc/x:", "7"), ".. .. etc x_7_assignsubmission_file_");
  EXPECT_EQ(moodle_folder("", "7"), "Participant_7_assignsubmission_file_");
  EXPECT_EQ(moodle_folder("a\nb", "7"), "Participant_7_assignsubmission_file_");
}

TEST(MoodleFolder, IsNoLongerThanTheNameOfAFileMayBe) {
  std::string name;
  for (int count = 0; count < 100; ++count) name += "\xe0\xb8\x81";  // three bytes each, in Thai
  const auto folder = moodle_folder(name, "1234");
  EXPECT_EQ(folder, name.substr(0, 120) + "_1234_assignsubmission_file_");
  EXPECT_EQ(moodle_folder("x" + name, "1").substr(0, 119), "x" + name.substr(0, 117) + "_") << "whole letters only";
}

TEST(MoodleFeedback, IsForThoseWhoCameFromMoodleEachWithANumberOfItsOwn) {
  const TemporaryFolder folder;
  const auto upload = folder.path() / "upload";
  std::filesystem::create_directories(upload / "Gone_1_assignsubmission_file_");
  const std::vector<Student> students{{"7", "Jane Doe", "", "", ""}, {"1001", "Rita", "", "", ""}, {"8", "Max", "", "", ""},
                                      {"8-2", "Mia", "", "", ""},    {"eve", "", "", "", ""},      {"odd", "", "", "", ""}};
  const std::map<std::string, Origin> origins{{"7", {"moodle", "7", false}},
                                              {"1001", {"canvas", "1001", false}},
                                              {"8", {"moodle", "8", false}},
                                              {"8-2", {"moodle", "8", false}},
                                              {"odd", {"moodle", "x/../..", false}}};
  MoodleFeedback feedback(upload, students, origins);
  for (const auto& student : students) feedback.add(student, "page of " + student.id);
  EXPECT_EQ(feedback.pages(), 1);
  EXPECT_THAT(feedback.shared(), ElementsAre("8", "8-2"));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(upload)) names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, ElementsAre("Jane Doe_7_assignsubmission_file_"));
  EXPECT_EQ(read_text_file(upload / names.front() / "report.html"), "page of 7");
}

TEST(MoodleFeedback, OfAClassWithoutMoodleThereIsNone) {
  const TemporaryFolder folder;
  MoodleFeedback feedback(folder.path() / "upload", {}, {});
  feedback.add({"eve", "", "", "", ""}, "page");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "upload"));
}

}  // namespace
}  // namespace wirelab::classroom
