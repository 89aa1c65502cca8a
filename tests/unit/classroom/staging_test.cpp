#include "classroom/staging.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class StagingTest : public testing::Test {
protected:
  /// A run whose every file says WORD.
  static void fill(const RunFolder& run, const std::string& word) {
    fs::create_directories(run.submissions() / word);
    for (const auto& file : {run.intake(), run.roster(), run.settings()}) write_whole_file(file, word);
  }
  static std::string text(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static std::set<std::string> names(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
  }
  void expect_all(const std::string& word) const {
    EXPECT_THAT(names(run_.submissions()), ElementsAre(word));
    for (const auto& file : {run_.intake(), run_.roster(), run_.settings()}) EXPECT_EQ(text(file), word) << file;
    EXPECT_THAT(names(run_.path()), ElementsAre("intake.json", "roster.csv", "run.toml", "submissions"));
  }

  TemporaryFolder folder_;
  RunFolder run_{folder_.path() / "run"};
  RunFolder ready_{run_.path() / ".ready"};
};

TEST_F(StagingTest, PutsAllInPlace) {
  for (const std::string word : {"first", "second"}) {
    Staging staging(run_);
    fill(staging.next(), word);
    staging.publish();
  }
  expect_all("second");
}

TEST_F(StagingTest, LeavesNothingOfWhatIsNotPublished) {
  { Staging staging(run_); }
  EXPECT_FALSE(fs::exists(run_.path()));
  fill(run_, "old");
  {
    Staging staging(run_);
    fill(staging.next(), "new");
  }
  expect_all("old");
}

TEST_F(StagingTest, WhoIsKilledBeforeIsAsIfNothingHadBeen) {
  fill(run_, "old");
  fill(RunFolder(run_.path() / ".incoming"), "new");
  { Staging staging(run_); }
  expect_all("old");
}

TEST_F(StagingTest, WhoIsKilledBeforeTheExchangeIsFinished) {
  fill(run_, "old");
  fill(ready_, "new");
  write_whole_file(ready_.submissions() / ".new", "");
  { Staging staging(run_); }
  expect_all("new");
}

TEST_F(StagingTest, WhoIsKilledAfterTheExchangeIsFinished) {
  fill(run_, "new");
  write_whole_file(run_.submissions() / ".new", "");
  write_whole_file(run_.roster(), "old");
  write_whole_file(run_.settings(), "old");
  fill(ready_, "new");
  fs::remove_all(ready_.submissions());
  fs::create_directories(ready_.submissions() / "old");
  fs::remove(ready_.intake());
  { Staging staging(run_); }
  expect_all("new");
}

TEST_F(StagingTest, WhoIsKilledWithoutSubmissionsInPlaceIsFinished) {
  fill(run_, "old");
  fill(ready_, "new");
  write_whole_file(ready_.submissions() / ".new", "");
  fs::rename(run_.submissions(), ready_.path() / "before");
  { Staging staging(run_); }
  expect_all("new");
}

TEST_F(StagingTest, ARunThatWasNotMadeToItsEndIsMadeAnew) {
  fill(ready_, "first");
  fs::create_directories(run_.submissions() / "first");
  write_whole_file(run_.roster(), "first");
  Staging staging(run_);
  fill(staging.next(), "second");
  staging.publish();
  expect_all("second");
}

TEST_F(StagingTest, FilesOfOthersAreNotTouched) {
  fs::create_directories(run_.submissions() / "mine");
  EXPECT_THROW(Staging{run_}, UsageError);
  EXPECT_TRUE(fs::exists(run_.submissions() / "mine"));
}

TEST_F(StagingTest, WhatIsReplacedIsNoSource) {
  fs::create_directories(run_.submissions() / "alice");
  EXPECT_TRUE(is_replaced(run_, run_.submissions()));
  EXPECT_TRUE(is_replaced(run_, run_.submissions() / "alice"));
  EXPECT_FALSE(is_replaced(run_, folder_.path() / "run-of-others"));
  fs::create_symlink(run_.submissions(), folder_.path() / "link");
  EXPECT_TRUE(is_replaced(run_, folder_.path() / "link"));
}

}  // namespace
}  // namespace wirelab::classroom
