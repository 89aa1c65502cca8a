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
  Landing landing(folder_.path(), {5, 10, 15});
  put(landing, "large.cpp", std::string(11, 'x'));
  put(landing, "small.cpp", std::string(10, 'x'));
  EXPECT_FALSE(landing.full());
  put(landing, "one too many.cpp", std::string(10, 'x'));
  EXPECT_TRUE(landing.full());
  put(landing, "late.cpp", "x");
  EXPECT_THAT(landing.files(), ElementsAre("small.cpp"));
  ASSERT_EQ(landing.refused().size(), 2u);
  EXPECT_EQ(landing.refused()[0].name, "large.cpp");
  EXPECT_THAT(landing.refused()[1].why, HasSubstr("all that follow are left out"));
  EXPECT_FALSE(fs::exists(folder_.path() / "large.cpp"));
  EXPECT_FALSE(fs::exists(folder_.path() / "one too many.cpp"));
}

TEST_F(LandingTest, WhatIsTooLargeTakesNoPlace) {
  Landing landing(folder_.path(), {5, 10, 10, 1000});
  put(landing, "core", std::string(500, 'x'));
  EXPECT_FALSE(landing.begin("core.2", 500)) << "where the size is known, nothing has to be read";
  put(landing, "notes.txt", std::string(10, 'x'));
  EXPECT_THAT(landing.files(), ElementsAre("notes.txt"));
  ASSERT_EQ(landing.refused().size(), 2u);
  EXPECT_THAT(landing.refused()[1].why, HasSubstr("larger than"));
}

TEST_F(LandingTest, WhatABuildLeavesBehindTakesNoPlaceOfSources) {
  Landing landing(folder_.path(), {2, 10, 100});
  for (const std::string name : {"build/a", "build/b", "build/c", "build/d", "ucserver.cpp", "util.hpp"}) put(landing, name, "x");
  EXPECT_THAT(landing.files(), ElementsAre("build/a", "build/b", "ucserver.cpp", "util.hpp"));
  ASSERT_EQ(landing.refused().size(), 1u);
  EXPECT_EQ(landing.refused()[0].name, "build/c");
  EXPECT_THAT(landing.refused()[0].why, HasSubstr("but C++ sources"));
}

TEST_F(LandingTest, NoRefusalIsWithoutAName) {
  Landing landing(folder_.path(), {});
  landing.begin("");
  ASSERT_EQ(landing.refused().size(), 1u);
  EXPECT_NE(landing.refused()[0].name, "");
}

TEST_F(LandingTest, LettersOfARefusalAreLegible) {
  Landing landing(folder_.path(), {});
  landing.refuse("José\t\xe2\x80\x8f.cpp", "of its name");
  EXPECT_EQ(landing.refused()[0].name, "José\\t\\xe2\\x80\\x8f.cpp");
}

TEST_F(LandingTest, InADownloadNamesAreAsTheyAre) {
  LandingLimits limits;
  limits.folders = true;
  limits.names = {255, 2000, 18, true};
  Landing landing(folder_.path(), limits);
  put(landing, "\xe2\x80\x8fJane/x\ty", "x");
  landing.folder("Rita/");
  EXPECT_THAT(landing.refused(), IsEmpty());
  EXPECT_TRUE(fs::exists(folder_.path() / "\xe2\x80\x8fJane" / "x\ty"));
  EXPECT_TRUE(fs::is_directory(folder_.path() / "Rita"));
  put(landing, "Rita/../x", "x");
  EXPECT_EQ(landing.refused().size(), 1u);
}

TEST_F(LandingTest, BelowAFolderOfItsOwnNothingCollides) {
  Landing landing(folder_.path(), {});
  put(landing, "ucserver.cpp", "first");
  landing.go_below("handout.zip");
  put(landing, "ucserver.cpp", "second");
  put(landing, "/etc/passwd", "x");
  EXPECT_THAT(landing.files(), ElementsAre("ucserver.cpp", "handout.zip/ucserver.cpp"));
  EXPECT_EQ(landing.refused().size(), 1u);
}

TEST_F(LandingTest, TooManyAreLeftOut) {
  Landing landing(folder_.path(), {2, 10, 100});
  for (const std::string name : {"a.h", "b.h", "c.h", "d.h"}) put(landing, name, "x");
  EXPECT_THAT(landing.files(), ElementsAre("a.h", "b.h"));
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
  for (int entry = 0; entry < 3; ++entry) landing.count_entry("link");
  EXPECT_FALSE(landing.full());
  landing.count_entry("link");
  landing.count_entry("link");
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
  Landing landing(folder_.path(), {1, 10, 100, 100, 2});
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
