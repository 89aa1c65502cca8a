#include "classroom/sources.hpp"

#include <gtest/gtest.h>

namespace wirelab::classroom {
namespace {

Lab lab_of(const std::vector<std::string>& programs) {
  Lab lab;
  lab.programs = programs;
  return lab;
}

TEST(LocateSources, NearestToTheTop) {
  const auto lab = lab_of({"ucserver"});
  EXPECT_EQ(locate_sources(lab, {"ucserver.cpp"}).path, "");
  EXPECT_EQ(locate_sources(lab, {"a/b/ucserver.cpp", "lab/ucserver.cpp", "lab/notes.txt"}).path, "lab");
  EXPECT_EQ(locate_sources(lab, {"a/b/ucserver.cpp", "lab/ucserver.cpp"}).notes.size(), 1u);
}

TEST(LocateSources, TheOnlyProgramMayBeCalledAnything) {
  const auto found = locate_sources(lab_of({"ucserver"}), {"x/server.cc", "notes.txt"});
  EXPECT_TRUE(found.found);
  EXPECT_EQ(found.path, "x/server.cc");
  EXPECT_FALSE(locate_sources(lab_of({"ucserver"}), {"a.cpp", "b.cpp"}).found);
}

TEST(LocateSources, OfTwoProgramsBothMustBeTogether) {
  const auto lab = lab_of({"listener", "talker"});
  EXPECT_EQ(locate_sources(lab, {"x/listener.cpp", "x/talker.cpp", "listener.cpp"}).path, "x");
  EXPECT_FALSE(locate_sources(lab, {"x/listener.cpp", "talker.cpp"}).found);
  EXPECT_FALSE(locate_sources(lab, {}).found);
}

}  // namespace
}  // namespace wirelab::classroom
