#include "classroom/landing.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "model/fault.hpp"
#include "process/build.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(PlainName, IsBelowTheFolder) {
  EXPECT_EQ(plain_name("a/b.cpp").name, "a/b.cpp");
  EXPECT_EQ(plain_name("./a//b\\c.cpp").name, "a/b/c.cpp");
  EXPECT_EQ(plain_name("José/ucserver.cpp").name, "José/ucserver.cpp");
  EXPECT_EQ(plain_name("a..b").name, "a..b");
  EXPECT_EQ(plain_name("L\x94sung/ucserver.cpp").name, "L%94sung/ucserver.cpp");
}

TEST(PlainName, OrIsRefused) {
  for (const std::string bad :
       {"", ".", "./", "..", "../x", "a/../../x", "a\\..\\..\\x", "/etc/passwd", "\\x", "C:\\x", "c:x", "a\nb", "a\x1b[2J",
        "a\xe2\x80\xae"
        "b"})
    EXPECT_NE(plain_name(bad).why_not, "") << bad;
  EXPECT_NE(plain_name(std::string(300, 'a')).why_not, "");
  std::string deep = "a";
  for (int at = 0; at < 20; ++at) deep += "/a";
  EXPECT_NE(plain_name(deep).why_not, "");
  EXPECT_NE(plain_name(std::string("a\0b", 3)).why_not, "");
}

class LandingTest : public testing::Test {
protected:
  std::string content(const std::string& name) const {
    std::ifstream stream(folder_.path() / name);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static void put(Landing& landing, const std::string& name, const std::string& bytes) {
    if (!landing.begin(name)) return;
    landing.write(bytes);
    landing.end();
  }
  TemporaryFolder folder_;
};

TEST_F(LandingTest, FilesLand) {
  Landing landing(folder_.path(), {});
  put(landing, "lab\\ucserver.cpp", "int main");
  put(landing, "__MACOSX/._x", "noise");
  EXPECT_THAT(landing.files(), ElementsAre("lab/ucserver.cpp"));
  EXPECT_THAT(landing.refused(), IsEmpty());
  EXPECT_EQ(content("lab/ucserver.cpp"), "int main");
  EXPECT_FALSE(fs::exists(folder_.path() / "__MACOSX"));
}

TEST_F(LandingTest, TheFirstOfANameStays) {
  Landing landing(folder_.path(), {});
  put(landing, "a", "first");
  put(landing, "./a", "second");
  put(landing, "a/b", "below a file");
  EXPECT_EQ(content("a"), "first");
  EXPECT_EQ(landing.refused().size(), 2u);
}

TEST_F(LandingTest, NoLinkIsFollowed) {
  const TemporaryFolder elsewhere;
  fs::create_symlink(elsewhere.path(), folder_.path() / "way");
  fs::create_symlink(elsewhere.path() / "file", folder_.path() / "link");
  Landing landing(folder_.path(), {});
  put(landing, "way/escaped", "x");
  put(landing, "link", "x");
  EXPECT_THAT(landing.files(), IsEmpty());
  EXPECT_EQ(landing.refused().size(), 2u);
  EXPECT_TRUE(fs::is_empty(elsewhere.path()));
}

TEST_F(LandingTest, TooMuchIsTakenAway) {
  Landing landing(folder_.path(), {5, 10, 25});
  put(landing, "large", std::string(11, 'x'));
  put(landing, "small", std::string(10, 'x'));
  EXPECT_FALSE(landing.full());
  put(landing, "one too many", std::string(10, 'x'));
  EXPECT_TRUE(landing.full());
  put(landing, "late", "x");
  EXPECT_THAT(landing.files(), ElementsAre("small"));
  ASSERT_EQ(landing.refused().size(), 2u);
  EXPECT_EQ(landing.refused()[0].name, "large");
  EXPECT_THAT(landing.refused()[1].why, HasSubstr("all that follow are left out"));
  EXPECT_FALSE(fs::exists(folder_.path() / "large"));
  EXPECT_FALSE(fs::exists(folder_.path() / "one too many"));
}

TEST_F(LandingTest, TooManyAreLeftOut) {
  Landing landing(folder_.path(), {2, 10, 100});
  for (const std::string name : {"a", "b", "c", "d"}) put(landing, name, "x");
  EXPECT_THAT(landing.files(), ElementsAre("a", "b"));
  EXPECT_TRUE(landing.full());
}

TEST_F(LandingTest, LitterDoesNotCount) {
  Landing landing(folder_.path(), {1, 10, 10, 100});
  for (const std::string name : {"lab/.git/objects/ab/cd", "lab/._server.cpp", ".DS_Store"}) {
    EXPECT_FALSE(landing.begin(name));
    landing.write(std::string(30, 'x'));
    landing.end();
  }
  put(landing, "lab/server.cpp", "int main");
  EXPECT_THAT(landing.files(), ElementsAre("lab/server.cpp"));
  EXPECT_THAT(landing.refused(), IsEmpty());
}

TEST_F(LandingTest, EntriesOfAnyKindHaveABound) {
  LandingLimits limits;
  limits.all_entries = 3;
  Landing landing(folder_.path(), limits);
  for (int entry = 0; entry < 3; ++entry) landing.count_entry();
  EXPECT_FALSE(landing.full());
  landing.count_entry();
  landing.count_entry();
  EXPECT_TRUE(landing.full());
  ASSERT_EQ(landing.refused().size(), 1u);
  EXPECT_THAT(landing.refused()[0].why, HasSubstr("more than 3 entries"));
}

TEST_F(LandingTest, LitterHasABoundOfItsOwn) {
  Landing landing(folder_.path(), {10, 10, 10, 100});
  EXPECT_FALSE(landing.begin(".git/large"));
  landing.write(std::string(101, 'x'));  // an archive has to be read on
  EXPECT_TRUE(landing.full());
  EXPECT_EQ(landing.refused().size(), 1u);
}

TEST_F(LandingTest, ThatTheRestIsLeftOutStandsBehindHoweverManyRefusals) {
  Landing landing(folder_.path(), {5, 10, 100, 100, 2});
  for (const std::string name : {"../1", "../2", "../3", "../4", "a"}) put(landing, name, "x");
  put(landing, "b", "x");
  ASSERT_EQ(landing.refused().size(), 4u);
  EXPECT_EQ(landing.refused()[2].name, "and more");
  EXPECT_THAT(landing.refused()[3].why, HasSubstr("all that follow are left out"));
  EXPECT_THAT(landing.files(), ElementsAre("a"));
}

TEST(LandingOnABadMachine, IsNoRefusal) {
  Landing landing("/proc", {});  // where nobody can make a file
  EXPECT_THROW(landing.begin("ucserver.cpp"), GraderFault);
}

TEST_F(LandingTest, WhatWasNotWholeIsTakenAwayAndNamed) {
  Landing landing(folder_.path(), {});
  ASSERT_TRUE(landing.begin("half\x7f.cpp") == false);
  ASSERT_TRUE(landing.begin("half.cpp"));
  landing.write("int ma");
  landing.abandon("it is damaged");
  EXPECT_FALSE(fs::exists(folder_.path() / "half.cpp"));
  ASSERT_EQ(landing.refused().size(), 2u);
  EXPECT_EQ(landing.refused()[0].name, "half\\x7f.cpp");
}

}  // namespace
}  // namespace wirelab::classroom
