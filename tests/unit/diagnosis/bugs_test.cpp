// bugs.toml belongs to the rules: each bug that a row names has its texts, and each text is one that a student can use.

#include "diagnosis/bugs.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "diagnosis/table.hpp"
#include "model/fault.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr auto file = WIRELAB_BUGS;

TEST(BugsToml, HasTextsForEachRow) {
  const auto bugs = Bugs::read(file);
  for (const auto& table : all_tables())
    for (const auto& row : table.rows) EXPECT_NE(bugs.find(row.id), nullptr) << row.id << " of the table '" << table.symptom << "'";
}

TEST(BugsToml, HasNoTextThatNobodyEverReads) {
  // A12 cannot be told from A10 (it is named so), and F20 cannot be shown.
  std::set<std::string> named{"A12"};
  for (const auto& table : all_tables())
    for (const auto& row : table.rows) named.insert(row.id);
  const auto bugs = Bugs::read(file);
  for (const auto& [id, bug] : bugs.all()) EXPECT_TRUE(named.contains(id)) << id << " is named by no row";
}

TEST(BugsToml, TextsAreShortAndLeadOn) {
  const auto bugs = Bugs::read(file);
  for (const auto& [id, bug] : bugs.all()) {
    EXPECT_LE(bug.name.size(), 60u) << id;
    EXPECT_NE(bug.name.back(), '.') << id;
    EXPECT_LE(bug.what.size(), 230u) << id;
    EXPECT_TRUE(bug.hints.at(0).ends_with("?")) << id << ": the first hint is a question";
    EXPECT_LE(bug.hints.at(0).size(), 120u) << id;
    EXPECT_LE(bug.look.size(), 170u) << id;
    for (const auto& text : {bug.name, bug.what, bug.idea, bug.hints.at(0), bug.hints.at(1), bug.hints.at(2), bug.look})
      EXPECT_EQ(text.find(';'), text.find("; ")) << id << ": no code in a text";
  }
}

TEST(BugsToml, AComplaintNamesFileAndBug) {
  const auto path = std::filesystem::path(testing::TempDir()) / "bugs.toml";
  std::ofstream(path) << "[V01]\nname = \"x\"\n";
  try {
    Bugs::read(path);
    FAIL() << "it was read";
  } catch (const GraderFault& fault) {
    EXPECT_NE(std::string(fault.what()).find("bugs.toml:1: 'what' is missing"), std::string::npos) << fault.what();
  }
}

TEST(BugsToml, WhatIsNoTomlIsRefused) {
  const auto path = std::filesystem::path(testing::TempDir()) / "no.toml";
  std::ofstream(path) << "[V01\n";
  EXPECT_THROW(Bugs::read(path), GraderFault);
  EXPECT_THROW(Bugs::read(path.parent_path() / "none.toml"), GraderFault);
}

}  // namespace
}  // namespace wirelab::diagnosis
