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

TEST(LocateSources, WhatIsLooseComesBeforeArchives) {
  const auto lab = lab_of({"ucserver"});
  const auto found = locate_sources(lab, {"lab/src/ucserver.cpp"}, {"handout.zip/ucserver.cpp"});
  EXPECT_EQ(found.path, "lab/src");
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find("came in no archive"), std::string::npos);
}

TEST(LocateSources, AnotherNameBesideAnArchiveIsToldOf) {
  const auto found = locate_sources(lab_of({"ucserver"}), {"server.cpp"}, {"ucserver.cpp"});
  EXPECT_EQ(found.path, "");
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find("\"server.cpp\", which lies beside it, is not looked at"), std::string::npos);
  const auto lab = lab_of({"listener", "talker"});
  EXPECT_EQ(locate_sources(lab, {"talker.cpp"}, {"listener.cpp"}).notes.size(), 0u) << "both together";
}

TEST(LocateSources, OfTwoProgramsBothMustBeTogether) {
  const auto lab = lab_of({"listener", "talker"});
  EXPECT_EQ(locate_sources(lab, {"x/listener.cpp", "x/talker.cpp", "listener.cpp"}).path, "x");
  EXPECT_FALSE(locate_sources(lab, {"x/listener.cpp", "talker.cpp"}).found);
  EXPECT_FALSE(locate_sources(lab, {}).found);
}

}  // namespace
}  // namespace wirelab::classroom
