#include "classroom/whose_row.hpp"

#include <gmock/gmock.h>

namespace wirelab::classroom {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Lab lab = [] {
  Lab made;
  made.name = "lab03-iterative-server";
  return made;
}();
const std::string sheet =
    "Student,ID,SIS User ID,SIS Login ID,Lab 03 (1)\n    Points Possible,,,,10\n"
    "\"Roe, Rita\",1235,u2,rroe,\n\"Doe, John\",1236,u3,jdoe,\n\"Poe, Ann\",1237,1234,apoe,\n";
const std::string worksheet =
    "Identifier,\"Full name\",\"Email address\",\"ID number\",Grade,\"Maximum grade\"\n"
    "\"Participant 1234\",\"Jane Doe\",jane@x.edu,u1,,10\n\"Participant 1235\",\"Rita Roe\",rita@x.edu,u2,,10\n";

Grade full(const Student& student, const Origin& origin) { return {student, 100, 100, "", origin}; }
Origin came_by(const std::string& layout, const std::string& number) { return {layout, number, false}; }
std::vector<std::string> left_over_by_canvas(const Grade& grade) { return fill_canvas(sheet, "g.csv", {grade}, lab, "").left_over; }
std::vector<std::string> left_over_by_moodle(const Grade& grade) {
  return fill_moodle(worksheet, "w.csv", {grade}, "Grade", "").left_over;
}

TEST(MayBeOne, TheSameWordsInAnyOrderOrFewerOfThem) {
  EXPECT_TRUE(may_be_one("Doe, Jane", "jane doe"));
  EXPECT_TRUE(may_be_one("doejane", "Doe, Jane"));
  EXPECT_TRUE(may_be_one("Jane Doe", "Doe, Jane Marie"));
  EXPECT_TRUE(may_be_one("García, José", "JOSé García López"));
  EXPECT_TRUE(may_be_one("", "Doe, Jane"));
  EXPECT_FALSE(may_be_one("Jane Doe", "Doe, John"));
  EXPECT_FALSE(may_be_one("Doe", "Doe, John"));
  EXPECT_FALSE(may_be_one("José García", "José Garcia"));
}

TEST(WhoseRow, ANumberCountsOnlyOnItsOwnPlatform) {
  const Student al{"1235", "Al Ice", "", "", ""};
  EXPECT_THAT(left_over_by_canvas(full(al, came_by("moodle", "1235"))), ElementsAre("1235"));
  EXPECT_THAT(left_over_by_canvas(full({"1235", "", "", "", ""}, came_by("gradescope", "1235"))), ElementsAre("1235"));
  EXPECT_THAT(left_over_by_canvas(full({"1234", "", "", "", ""}, came_by("moodle", "1234"))), ElementsAre("1234"));  // nor a SIS id
  EXPECT_THAT(left_over_by_moodle(full({"1235", "1235", "", "", ""}, came_by("folders", ""))), ElementsAre("1235"));
  EXPECT_THAT(left_over_by_canvas(full(al, {})), ElementsAre("1235"));
}

TEST(WhoseRow, ANumberOfItsOwnPlatformHoldsWhateverTheName) {
  EXPECT_THAT(left_over_by_moodle(full({"1234", "Janie D.", "", "", ""}, came_by("moodle", "1234"))), IsEmpty());
  EXPECT_THAT(left_over_by_moodle(full({"1234-2", "Janie D.", "", "", ""}, came_by("moodle", "1234"))), IsEmpty());
  EXPECT_THAT(left_over_by_canvas(full({"1235", "R. Roe-Smith", "", "", ""}, came_by("canvas", "1235"))), IsEmpty());
}

TEST(WhoseRow, AnotherNameVetoesAnId) {
  EXPECT_THAT(left_over_by_canvas(full({"9", "Jane Doe", "jdoe@gmail.com", "", ""}, came_by("gradescope", ""))), ElementsAre("9"));
  EXPECT_THAT(left_over_by_canvas(full({"jdoe", "Jane Doe", "", "", ""}, came_by("gradescope", ""))), ElementsAre("jdoe"));
  EXPECT_THAT(left_over_by_canvas(full({"u2", "Jane Doe", "", "", ""}, came_by("gradescope", ""))), ElementsAre("u2"));
  EXPECT_THAT(left_over_by_moodle(full({"u2", "Jane Roe", "", "", ""}, came_by("gradescope", ""))), ElementsAre("u2"));
  EXPECT_THAT(left_over_by_canvas(full({"u2", "Rita M. Roe", "", "", ""}, came_by("gradescope", ""))), IsEmpty());
  EXPECT_THAT(left_over_by_canvas(full({"9", "John Doe", "jdoe@x.edu", "", ""}, came_by("gradescope", ""))), IsEmpty());
}

TEST(WhoseRow, TheFirstPartOfAnEmailThatIsAnothersIsNoHint) {
  EXPECT_THAT(left_over_by_canvas(full({"9", "Ann Poe", "jdoe@x.edu", "", ""}, came_by("gradescope", ""))), IsEmpty());
}

TEST(WhoseRow, AFolderThatIsCalledByALoginIsItsOwners) {
  EXPECT_THAT(left_over_by_canvas(full({"jdoe", "jdoe", "", "", ""}, came_by("folders", ""))), IsEmpty());
  EXPECT_THAT(left_over_by_moodle(full({"u1", "u1", "", "", ""}, came_by("folders", ""))), IsEmpty());
}

}  // namespace
}  // namespace wirelab::classroom
