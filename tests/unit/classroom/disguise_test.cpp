// Nobody's name is left where pseudonyms stand.

#include "classroom/disguise.hpp"

#include <gtest/gtest.h>

#include "process/build.hpp"

namespace wirelab::classroom {
namespace {

class DisguiseTest : public testing::Test {
protected:
  std::string pseudonym(const Student& student) { return pseudonyms_.of(student.id); }

  const TemporaryFolder folder_;
  Pseudonyms pseudonyms_{folder_.path() / "key"};
  const Student jane_{"100042", "Doe, Jane", "jane@x.edu", "", ""};
  const Student bob_{"b1", "Bob Roe", "bob@x.edu", "", ""};
  const Student number_{"1024", "", "", "", ""};
  const Disguise disguise_{{bob_, jane_, number_}, pseudonyms_};
};

TEST_F(DisguiseTest, TakesOutNameMailAndIdOfTheOwner) {
  const auto s = pseudonym(jane_);
  EXPECT_EQ(disguise_.over("// JANE DOE (Doe, Jane) <jane@x.edu> 100042: int jane = 1;", jane_),
            "// " + s + " (" + s + ") <" + s + "> " + s + ": int jane = 1;");
}

TEST_F(DisguiseTest, AndOfThoseTheOwnerNames) {
  EXPECT_EQ(disguise_.over("// with Bob Roe <bob@x.edu>\n", jane_), "// with " + pseudonym(bob_) + " <" + pseudonym(bob_) + ">\n");
}

TEST_F(DisguiseTest, LeavesWhatMayBeAWordOfTheProgram) {
  EXPECT_EQ(disguise_.over("int b1; char buffer[1024];", bob_), "int b1; char buffer[1024];");
  EXPECT_EQ(disguise_.over("char buffer[1024];", number_), "char buffer[" + pseudonym(number_) + "];");
}

TEST_F(DisguiseTest, ANameThatHoldsAnotherIsReplacedWhole) {
  const Student ann{"a", "Ann Lee", "", "", ""};
  const Student joann{"j", "Joann Lee", "", "", ""};
  const Disguise both({ann, joann}, pseudonyms_);
  EXPECT_EQ(both.over("// Joann Lee", ann), "// " + pseudonym(joann));
}

TEST_F(DisguiseTest, IsNotSlowWithMuch) {
  std::string much;
  for (int at = 0; at < 500'000; ++at) much += "100042 ";
  EXPECT_EQ(disguise_.over(much, jane_).size(), 500'000u * (pseudonym(jane_).size() + 1));
}

}  // namespace
}  // namespace wirelab::classroom
