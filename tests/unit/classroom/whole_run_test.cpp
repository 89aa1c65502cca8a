// A run whose files somebody has damaged.

#include "classroom/whole_run.hpp"

#include <gmock/gmock.h>

#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class WholeRun : public testing::Test {
protected:
  std::string complaint() const {
    try {
      must_be_whole(run_);
    } catch (const GraderFault& fault) {
      return fault.what();
    }
    return {};
  }

  TemporaryFolder folder_;
  RunFolder run_{folder_.path()};
};

TEST_F(WholeRun, WhatIsNotThereIsNotDamaged) { EXPECT_EQ(complaint(), ""); }

TEST_F(WholeRun, WhatInitWritesIsWhole) {
  for (const auto* good :
       {"{}", R"({"students": {}})", R"({"students": {"a": {"notes": ["x"], "refused": [{"name": "f", "why": "y"}]}}})",
        R"({"students": {"a": {}}, "mine": 7})"}) {
    write_whole_file(run_.intake(), good);
    EXPECT_EQ(complaint(), "") << good;
  }
}

TEST_F(WholeRun, NotesInAnotherFormAreNamedWithTheirFile) {
  for (const auto* bad : {"", "{", "[]", R"({"students": []})", R"({"students": {"a": []}})",
                          R"({"students": {"a": {"notes": "x"}}})", R"({"students": {"a": {"notes": [1]}}})",
                          R"({"students": {"a": {"refused": [7]}}})", R"({"students": {"a": {"refused": [{"why": 7}]}}})"}) {
    write_whole_file(run_.intake(), bad);
    EXPECT_THAT(complaint(), AllOf(HasSubstr(run_.intake().string()), HasSubstr("mend it"), Not(HasSubstr("json.exception"))))
        << bad;
  }
}

TEST_F(WholeRun, AFolderIsNoRoster) {
  std::filesystem::create_directory(run_.roster());
  EXPECT_THAT(complaint(), AllOf(HasSubstr(run_.roster().string()), HasSubstr("is no file")));
}

}  // namespace
}  // namespace wirelab::classroom
