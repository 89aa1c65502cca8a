// Ids, layouts, patterns, shards: how things are called.

#include <gmock/gmock.h>

#include <algorithm>

#include "classroom/archive.hpp"
#include "classroom/layout.hpp"
#include "classroom/roster.hpp"
#include "classroom/shard.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "process/build.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

TEST(Id, IsMadeOfTheNameAlone) {
  EXPECT_THAT(make_id("José García"), testing::MatchesRegex("Jos-Garc-a-[0-9a-f]+"));
  EXPECT_EQ(make_id("José García").size(), 17u);
  EXPECT_THAT(make_id("山田"), testing::MatchesRegex("submission-[0-9a-f]+"));
  EXPECT_EQ(make_id("山田"), make_id("山田"));
  EXPECT_NE(make_id("山田"), make_id("田中"));
  EXPECT_NE(make_id(std::string(70, 'x') + "1"), make_id(std::string(70, 'x') + "2"));
  EXPECT_NE(make_id(std::string(200, 'x') + "é"), make_id(std::string(200, 'x') + "ü"));
  EXPECT_TRUE(is_id(make_id(std::string(56, 'x') + " é")));
  EXPECT_EQ(make_id(std::string(64, 'x')), std::string(64, 'x'));
  EXPECT_EQ(make_id(""), "submission");
}

TEST(Id, IsSafeEverywhere) {
  for (const auto* good : {"1001", "jdoe", "j.doe@x.edu", "A-b_c+1"}) EXPECT_TRUE(is_id(good)) << good;
  for (const auto* bad : {"", ".hidden", "-rf", "@x", "+1", "a b", "a/b", "..", "José", "=1"}) EXPECT_FALSE(is_id(bad)) << bad;
  for (const auto* any : {"", "..", "=cmd|x", "José García", "/etc/passwd", "-rf", "\x1b[2J"})
    EXPECT_TRUE(is_id(make_id(any))) << any;
  EXPECT_EQ(make_id("Jane Doe"), "Jane-Doe");
  EXPECT_TRUE(is_id(make_id(std::string(500, 'x'))));
  EXPECT_EQ(numbered_id("1001", 2), "1001-2");
  EXPECT_TRUE(is_id(numbered_id(make_id(std::string(500, 'x')), 12)));
}

const Layout& usual(const std::string& name) {
  static const auto layouts = usual_layouts();
  return *std::ranges::find(layouts, name, &Layout::name);
}

std::vector<EntryKind> files(const std::vector<std::string>& names) {
  std::vector<EntryKind> entries;
  entries.reserve(names.size());
  for (const auto& name : names) entries.push_back({name, false});
  return entries;
}

void expect_entry(const std::string& layout, const std::string& entry, const EntryName& expected) {
  const auto found = usual(layout).take_apart(entry);
  ASSERT_TRUE(found) << entry;
  EXPECT_EQ(found->id, expected.id) << entry;
  EXPECT_EQ(found->name, expected.name) << entry;
  EXPECT_EQ(found->file, expected.file) << entry;
  EXPECT_EQ(found->late, expected.late) << entry;
}

TEST(Layout, Canvas) {
  expect_entry("canvas", "doejane_1001_555_ucserver.cpp", {"1001", "doejane", "ucserver.cpp"});
  expect_entry("canvas", "doejane_LATE_1001_555_ucserver-2.cpp", {"1001", "doejane", "ucserver.cpp", true});
  expect_entry("canvas", "doejane_1001_555_my_lab-1.tar.gz", {"1001", "doejane", "my_lab.tar.gz"});
  expect_entry("canvas", "doejane_1001_555_Makefile", {"1001", "doejane", "Makefile"});
  EXPECT_FALSE(usual("canvas").take_apart("readme.txt"));
}

TEST(Layout, NamesOfCanvasMayHaveUnderscores) {
  expect_entry("canvas", "van_der_berg_1002_9_ucserver.cpp", {"1002", "van_der_berg", "ucserver.cpp"});
  expect_entry("canvas", "van_der_berg_LATE_1002_9_ucserver.cpp", {"1002", "van_der_berg", "ucserver.cpp", true});
  expect_entry("canvas", "obrien_1003_9_3_4_ucserver.cpp", {"1003", "obrien", "3_4_ucserver.cpp"});
}

TEST(Layout, NobodyIsNamedInAnAnonymousAssignmentOfCanvas) {
  expect_entry("canvas", "anon_abCd1_9_ucserver.cpp", {"anon_abCd1", "", "ucserver.cpp"});
  expect_entry("canvas", "LATE_anon_abCd1_9_10_ucserver.cpp", {"anon_abCd1", "", "10_ucserver.cpp", true});
}

TEST(Layout, WhatWasTypedIntoCanvasHasNoAttachment) {
  expect_entry("canvas", "roerita_1002_text.html", {"1002", "roerita", "text.html"});
  EXPECT_FALSE(usual("canvas").take_apart("roerita_1002_notes.html"));
}

TEST(Layout, CanvasGivesOutNoFolders) {
  const auto layouts = usual_layouts();
  EXPECT_EQ(recognise(layouts, {{"group_1_2026_alice", true}, {"group_1_2026_bob", true}}), nullptr);
  EXPECT_EQ(recognise(layouts, {{"Jane Doe_1_assignsubmission_file_", true}})->name(), "moodle");
}

TEST(Layout, OfTwoAttemptsOneIsNewer) {
  const auto entry = [](const char* name) { return *usual("canvas").take_apart(name); };
  const auto first = entry("doejane_1001_555_ucserver.cpp");
  EXPECT_TRUE(is_newer(entry("doejane_1001_777_ucserver-1.cpp"), first));
  EXPECT_TRUE(is_newer(entry("doejane_1001_1000_ucserver.cpp"), first));
  EXPECT_FALSE(is_newer(first, entry("doejane_1001_1000_ucserver.cpp")));
  EXPECT_TRUE(is_newer(entry("doejane_1001_9_ucserver-10.cpp"), entry("doejane_1001_9_ucserver-9.cpp")));
  EXPECT_TRUE(have_no_order(first, first));
  EXPECT_FALSE(have_no_order(first, entry("doejane_1001_777_ucserver-1.cpp")));
}

TEST(Layout, Moodle) {
  expect_entry("moodle", "Jane Doe_123_assignsubmission_file_", {"123", "Jane Doe", ""});
  expect_entry("moodle", "José García_123_assignsubmission_file", {"123", "José García", ""});
  expect_entry("moodle", "Jane Doe_123_assignsubmission_file_ucserver.cpp", {"123", "Jane Doe", "ucserver.cpp"});
  EXPECT_FALSE(usual("moodle").take_apart("Jane Doe_123_assignsubmission_onlinetext_"));
  // A file that its owner has called like somebody else's.
  expect_entry("moodle", "Jane Doe_123_assignsubmission_file_Rita Roe_456_assignsubmission_file_ucserver.cpp",
               {"123", "Jane Doe", "Rita Roe_456_assignsubmission_file_ucserver.cpp"});
}

TEST(Layout, TheOneOfMostEntriesIsTaken) {
  const auto layouts = usual_layouts();
  EXPECT_EQ(recognise(layouts, files({"submission_1", "submission_2", "submission_metadata.yml"}))->name(), "gradescope");
  EXPECT_EQ(recognise(layouts, files({"a_1_2_x.cpp", "readme"}))->name(), "canvas");
  EXPECT_EQ(recognise(layouts, files({"alice", "bob.zip"})), nullptr);
  EXPECT_EQ(recognise(layouts,
                      files({"J_1_assignsubmission_file_", "J_1_assignsubmission_onlinetext_", "K_2_assignsubmission_onlinetext_"}))
                ->name(),
            "moodle");
  EXPECT_EQ(recognise(layouts, files({"alice", "bob", "carol", "jane_2026_11_lab.zip"})), nullptr);
}

TEST(Layout, OfOnesOwn) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "layouts.toml";
  write_whole_file(
      file, "[[layout]]\nname = \"clones\"\nentry = 'lab03-(?P<id>.+)'\n[[layout]]\nname = \"canvas\"\nentry = 'C(?P<id>\\d+)'\n");
  const auto layouts = read_layouts(file);
  EXPECT_EQ(recognise(layouts, files({"lab03-jdoe"}))->name(), "clones");
  EXPECT_EQ(recognise(layouts, files({"C17"}))->name(), "canvas");
  write_whole_file(file, "[[layout]]\nname = \"x\"\nentry = '(?P<id>'\n");
  EXPECT_THROW(read_layouts(file), UsageError);
  write_whole_file(file, "[[layout]]\nname = \"x\"\nentry = 'no group'\n");
  EXPECT_THROW(read_layouts(file), UsageError);
}

TEST(Pattern, ThatNeverEndsMatchesNothing) { EXPECT_FALSE(Pattern("(?P<a>(x+x+)+)y").match(std::string(40, 'x'))); }

TEST(ArchiveName, IsKnownByItsEnd) {
  for (const auto* name : {"a.zip", "a.ZIP", "a.tar.gz", "a.tgz", "a.b.tar"}) EXPECT_TRUE(is_archive_name(name)) << name;
  for (const auto* name : {"a.cpp", "zip", ".zip", "a.gz"}) EXPECT_FALSE(is_archive_name(name)) << name;
  EXPECT_EQ(without_archive_end("my.lab.tar.gz"), "my.lab");
}

TEST(Shard, EverySubmissionIsInExactlyOne) {
  for (std::size_t place = 0; place < 100; ++place) {
    int shards = 0;
    for (std::size_t index = 1; index <= 7; ++index) shards += Shard{index, 7}.has(place) ? 1 : 0;
    EXPECT_EQ(shards, 1);
  }
  EXPECT_EQ(parse_shard("2/10").index, 2u);
  for (const auto* bad : {"", "0/3", "4/3", "1", "1/0", "-1/2", "1/2 "}) EXPECT_THROW(parse_shard(bad), UsageError) << bad;
}

TEST(Roster, KeepsWhatItDoesNotKnow) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "roster.csv";
  write_whole_file(file, "group;id;name;email;submitted_at;path\n\"A\";1;Jane;;;submissions/1\nB;2;Joe;;;submissions/2");
  EXPECT_EQ(updated_roster(file, {{"2", "Joe", "j@x.edu", "", "submissions/2/lab"}, {"3", "=Eve", "", "", "submissions/3"}}),
            "group;id;name;email;submitted_at;path\n\"A\";1;Jane;;;submissions/1\nB;2;Joe;j@x.edu;;submissions/2/lab\r\n"
            ";3;'=Eve;;;submissions/3\r\n");
}

TEST(Roster, IsReadAsItWasWrittenAndEdited) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "roster.csv";
  write_roster(file, {{"1", "=HYPERLINK(\"x\")", "j@x.edu", "2026-11-20T10:00:00Z", "submissions/1"},
                      {"2", "Doe, \"J\"", "", "", ""},
                      {"3", "", "", "", "submissions/b;'=x"},
                      {"4", "", "", "", "=2/a;=1"}});
  const auto students = read_roster(file);
  ASSERT_EQ(students.size(), 4u);
  EXPECT_EQ(students[2].path, "submissions/b;'=x");
  EXPECT_EQ(students[3].path, "=2/a;=1");
  EXPECT_THAT(read_text_file(file), testing::HasSubstr("4,,,,\"'=2/a;'=1\"\r\n"));
  EXPECT_EQ(students[0].name, "=HYPERLINK(\"x\")");
  EXPECT_EQ(students[1].name, "Doe, \"J\"");
  write_whole_file(file, "path;email;id;name;submitted_at;note\nx;;7;A;;kept aside\n");
  EXPECT_EQ(read_roster(file)[0].id, "7");
  for (const auto* bad :
       {"id,name\n1,2\n", "id,name,email,submitted_at,path\n../x,,,,p\n", "id,name,email,submitted_at,path\n1,,,,../p\n",
        "id,name,email,submitted_at,path\n1,,,,/p\n", "id,name,email,submitted_at,path\n1,,,,a\n1,,,,b\n"}) {
    write_whole_file(file, bad);
    EXPECT_THROW(read_roster(file), UsageError) << bad;
  }
}

}  // namespace
}  // namespace wirelab::classroom
