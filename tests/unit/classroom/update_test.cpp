#include "classroom/update.hpp"

#include <gmock/gmock.h>

#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class UpdateTest : public testing::Test {
protected:
  UpdateTest() {
    lab_.programs = {"ucserver"};
    put(run_, "submissions/1", "old");
    put(run_, "submissions/2", "old");
    intake_.layouts = {"canvas"};
    came({"1", "doejane", "", "", "submissions/1"}, {"a note"});
    came({"2", "roerita", "", "", "submissions/2"}, {"another"});
    write_whole_file(run_.intake(), notes_of(intake_).dump());
    roster({{"1", "Jane Doe", "", "", "submissions/1"}, {"2", "roerita", "", "", "submissions/2"}});
    intake_ = {};
    intake_.layouts = {"moodle"};
    fs::create_directories(next_.submissions());
  }

  static void put(const RunFolder& run, const std::string& path, const std::string& source) {
    fs::create_directories(run.path() / path);
    write_whole_file(run.path() / path / "ucserver.cpp", source);
  }
  void roster(const std::vector<Student>& students) const { write_roster(run_.roster(), students); }
  void came(const Student& student, const std::vector<std::string>& notes = {}) { intake_.arrived.push_back({student, notes, {}}); }
  /// Jane hands in again.
  void jane(const std::string& source, const std::string& submitted_at = "") {
    put(next_, "submissions/1", source);
    came({"1", "doejane", "", submitted_at, "submissions/1"});
  }
  Update update() { return update_run(lab_, run_, next_, intake_); }

  Lab lab_;
  TemporaryFolder folder_;
  RunFolder run_{folder_.path() / "run"};
  RunFolder next_{folder_.path() / "next"};
  Intake intake_;
};

TEST_F(UpdateTest, WhoDidNotComeAgainStays) {
  jane("new");
  const auto updated = update();
  ASSERT_EQ(updated.students.size(), 1u);
  EXPECT_EQ(updated.students[0].name, "Jane Doe");
  EXPECT_TRUE(fs::exists(next_.submissions() / "2" / "ucserver.cpp"));
  EXPECT_FALSE(updated.notes["students"].contains("1"));
  EXPECT_EQ(updated.notes["students"]["2"]["notes"][0], "another");
  EXPECT_EQ(updated.notes["came"]["2"]["name"], "roerita");
  EXPECT_EQ(updated.notes["layout"], "canvas, moodle");
}

TEST_F(UpdateTest, AnIdOfSomebodyElseIsRefused) {
  put(next_, "submissions/1", "new");
  came({"1", "Rita Roe", "", "", "submissions/1"});
  EXPECT_THROW(update(), UsageError);
  roster({{"1", "Rita Roe", "", "", "submissions/1"}});  // the instructor says that it is the same person
  EXPECT_EQ(update().students.size(), 1u);
}

TEST_F(UpdateTest, WhoHasNoIdOfTheCourseIsKnownByTheEmail) {
  roster({{"1", "Jane Doe", "jane@x.edu", "", "submissions/1"}, {"2", "roerita", "", "", "submissions/2"}});
  put(next_, "submissions/556", "new");
  came({"jane@x.edu", "J. Doe", "jane@x.edu", "", "submissions/556"});
  intake_.arrived.back().has_own_id = false;
  const auto updated = update();
  ASSERT_EQ(updated.students.size(), 1u);
  EXPECT_EQ(updated.students[0].id, "1");
  EXPECT_EQ(updated.students[0].path, "submissions/556");
  EXPECT_EQ(intake_.arrived[0].student.id, "1");
}

TEST_F(UpdateTest, AFolderKeepsTheIdThatWasMadeOfItBefore) {
  auto notes = nlohmann::json::object();
  notes["layout"] = "folders";
  notes["came"]["submission"] = {{"name", "山田"}, {"path", "submissions/submission"}};
  notes["came"]["submission-2"] = {{"name", "田中"}, {"path", "submissions/submission-2"}};
  write_whole_file(run_.intake(), notes.dump());
  roster({{"submission", "山田", "", "", "submissions/submission"}, {"submission-2", "田中", "", "", "submissions/submission-2"}});
  put(next_, "submissions/submission-abcdef", "new");
  came({"submission-abcdef", "田中", "", "", "submissions/submission-abcdef"});
  intake_.arrived.back().has_own_id = false;
  intake_.arrived.back().origin.layout = "folders";
  EXPECT_EQ(update().students.at(0).id, "submission-2");
}

TEST_F(UpdateTest, AnEmailOfTwoRowsTellsNothing) {
  roster({{"1", "Jane Doe", "lab@x.edu", "", "submissions/1"}, {"2", "roerita", "lab@x.edu", "", "submissions/2"}});
  put(next_, "submissions/556", "new");
  came({"lab@x.edu", "Jane Doe", "lab@x.edu", "", "submissions/556"});
  intake_.arrived.back().has_own_id = false;
  EXPECT_EQ(update().students.at(0).id, "lab@x.edu");
}

TEST_F(UpdateTest, AFolderOfSomebodyElseIsRefused) {
  put(next_, "submissions/1", "new");
  came({"7001", "A. N. Other", "", "", "submissions/1"});
  EXPECT_THROW(update(), UsageError);
}

TEST_F(UpdateTest, WhenItWasHandedInStaysOnlyForTheSameWork) {
  roster({{"1", "Jane Doe", "", "2026-11-20T10:00:00Z", "submissions/1"}});
  jane("old");
  auto updated = update();
  EXPECT_EQ(updated.students[0].submitted_at, "2026-11-20T10:00:00Z");
  EXPECT_THAT(updated.lines, IsEmpty());
  put(next_, "submissions/1", "new");
  updated = update();
  EXPECT_EQ(updated.students[0].submitted_at, "");
  EXPECT_THAT(updated.lines, ElementsAre(HasSubstr("other work than that of \"2026-11-20T10:00:00Z\"")));
}

TEST_F(UpdateTest, TheNewMomentIsOfTheNewWork) {
  roster({{"1", "Jane Doe", "", "2026-11-20T10:00:00Z", "submissions/1"}});
  jane("new", "2026-11-23T10:00:00Z");
  EXPECT_EQ(update().students[0].submitted_at, "2026-11-23T10:00:00Z");
}

TEST_F(UpdateTest, APathOfTheInstructorStaysWhereItIsThere) {
  roster({{"1", "Jane Doe", "", "", "submissions/1/v2"}});
  jane("new");
  auto updated = update();
  EXPECT_EQ(updated.students[0].path, "submissions/1");
  EXPECT_THAT(updated.lines, ElementsAre(HasSubstr("is not in what came")));
  put(next_, "submissions/1/v2", "newer");
  updated = update();
  EXPECT_EQ(updated.students[0].path, "submissions/1/v2");
  EXPECT_THAT(updated.lines, ElementsAre(HasSubstr("its path stays")));
}

TEST_F(UpdateTest, NotesThatCannotBeReadAreNotThrownAway) {
  write_whole_file(run_.intake(), "{");
  jane("new");
  EXPECT_THROW(update(), UsageError);
}

}  // namespace
}  // namespace wirelab::classroom
