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
  EXPECT_EQ(disguise_.over("// JANE DOE (Doe, Jane) <jane@x.edu> 100042: int janes = 1;", jane_),
            "// " + s + " (" + s + ") <" + s + "> " + s + ": int janes = 1;");
}

TEST_F(DisguiseTest, HoweverANameIsSpelled) {
  const Student jose{"7", "García Núñez, José", "student7@uni.edu", "", ""};
  const Disguise one({jose}, pseudonyms_);
  const auto s = pseudonym(jose);
  for (const std::string name : {"JOSÉ GARCÍA NÚÑEZ", "Jose Garcia Nunez", "Jose\u0301 Garci\u0301a Nun\u0303ez",
                                 "jose_garcia-nunez", "José \t García  Núñez", "JoseGarciaNunez", "garcia.nunez.jose",
                                 "Jos\xe9 Garc\xed"
                                 "a N\xfa\xf1"
                                 "ez",
                                 "Jos\\xc3\\xa9 Garc\\xc3\\xada N\\xc3\\xba\\xc3\\xb1"
                                 "ez",
                                 "student7", "STUDENT7@UNI.EDU"})
    EXPECT_EQ(one.over("\xff/* " + name + " */\r\n\tint é\xe9;", jose), "\xff/* " + s + " */\r\n\tint é\xe9;") << name;
  for (const std::string other :
       {"xJoseGarciaNunez", "Jose * Garcia Nunez", "Jo se Garcia Nunez", "student70", "mystudent7", "José"})
    EXPECT_EQ(one.over(other, jose), other);
}

TEST_F(DisguiseTest, OtherAlphabetsHaveCapitalsToo) {
  const Student each[] = {{"1", "Андрей Ёлкин", "", "", ""},
                          {"2", "Γιάννης Ρίτσος", "", "", ""},
                          {"3", "Nguyễn Đức Søren", "", "", ""},
                          {"4", "Strauß", "", "", ""},
                          {"5", "한글", "", "", ""}};
  const std::string spelled[] = {"АНДРЕЙ ЕЛКИН", "ΡΙΤΣΟΣ ΓΙΑΝΝΗΣ", "NGUYEN DUC SOREN", "STRAUSS",
                                 "\u1112\u1161\u11ab\u1100\u1173\u11af"};
  for (std::size_t at = 0; at < 5; ++at)
    EXPECT_EQ(Disguise({each[at]}, pseudonyms_).over("// " + spelled[at] + ".", each[at]), "// " + pseudonym(each[at]) + ".");
}

TEST_F(DisguiseTest, OfAGroupEveryShortWordIsAnOwners) {
  const Student one{"x1", "Bo Li", "", "", "submissions/5"};
  const Student other{"x2", "Al Wu", "", "", "submissions/5"};
  const Disguise both({one, other}, pseudonyms_);
  EXPECT_EQ(both.over("// Al Wu; finalwuerfel", one), "// " + pseudonym(other) + "; finalwuerfel");
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
