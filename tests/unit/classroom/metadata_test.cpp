#include "classroom/metadata.hpp"

#include <gtest/gtest.h>

#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

TEST(Metadata, WhatIsNullIsEmpty) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "submission_metadata.yml";
  for (const std::string none : {"null", "~", "Null", "NULL", "", "''"}) {
    write_whole_file(file, "submission_1:\n  :submitters:\n  - :name: Jane Doe\n    :sid: " + none + "\n    :email: jane@x.edu\n");
    const auto submitters = read_metadata(file).at("submission_1").submitters;
    ASSERT_EQ(submitters.size(), 1u);
    EXPECT_EQ(submitters[0].sid, "") << none;
    EXPECT_EQ(submitters[0].email, "jane@x.edu");
  }
}

TEST(Metadata, WhoIsCalledNullIs) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "submission_metadata.yml";
  write_whole_file(file, "submission_1:\n  :submitters:\n  - :name: \"Null\"\n    :sid: 'null'\n    :email: x@x.edu\n");
  const auto submitter = read_metadata(file).at("submission_1").submitters.at(0);
  EXPECT_EQ(submitter.name, "Null");
  EXPECT_EQ(submitter.sid, "null");
}

}  // namespace
}  // namespace wirelab::classroom
