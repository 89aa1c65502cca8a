#include "classroom/csv.hpp"

#include <gtest/gtest.h>

#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

TEST(CsvTable, WhatIsNotSetStaysByteForByte) {
  const std::string text = "\xef\xbb\xbfStudent,\"ID\", Section \r\n\"Doe, \"\"J\"\"\",1,\"a\nb\"\nlast,,";
  CsvTable table(text, "f");
  EXPECT_EQ(table.rows(), 3u);
  EXPECT_EQ(table.at(1, 0), "Doe, \"J\"");
  EXPECT_EQ(table.at(1, 2), "a\nb");
  EXPECT_EQ(table.at(2, 7), "");
  EXPECT_EQ(table.text(), text);
  table.set(2, 1, "x,y");
  EXPECT_EQ(table.text(), "\xef\xbb\xbfStudent,\"ID\", Section \r\n\"Doe, \"\"J\"\"\",1,\"a\nb\"\nlast,\"x,y\",");
}

TEST(CsvTable, FindsItsSeparator) {
  EXPECT_EQ(CsvTable("a;b;\"c,d,e,f\"\n1;2;3\n", "f").at(1, 2), "3");
  EXPECT_EQ(CsvTable("a\tb\n", "f").columns(0), 2u);
  CsvTable table("a;b\n", "f");
  table.set(0, 1, "x;y");
  EXPECT_EQ(table.text(), "a;\"x;y\"\n");
}

TEST(CsvTable, EmptyQuotesAndQuotesAtTheEdges) {
  const CsvTable table("\"\",\"\"\"a\"\"\",b\"c\n", "f");
  EXPECT_EQ(table.at(0, 0), "");
  EXPECT_EQ(table.at(0, 1), "\"a\"");
  EXPECT_EQ(table.at(0, 2), "b\"c");
}

TEST(CsvTable, WhatItCannotReadItRefuses) {
  EXPECT_THROW(CsvTable("a,\"b\n", "f"), UsageError);
  EXPECT_THROW(CsvTable("a,\xff\xfe\n", "f"), UsageError);
}

TEST(CsvTable, WhatItWritesItReads) {
  CsvTable table;
  const std::vector<std::string> values{"plain", "a,b", "say \"x\"", "two\r\nlines", " blank ", ""};
  table.append(values);
  const CsvTable again(table.text(), "f");
  for (std::size_t column = 0; column < values.size(); ++column) EXPECT_EQ(again.at(0, column), values[column]);
}

TEST(GuardFormula, IsTakenBack) {
  for (const std::string evil : {"=1+1", "+1", "-1", "@x", "\rx"}) {
    EXPECT_EQ(guard_formula(evil), "'" + evil);
    EXPECT_EQ(unguard_formula(guard_formula(evil)), evil);
  }
  for (const std::string good : {"", "Jane", "'tis", "O'Neil"}) {
    EXPECT_EQ(guard_formula(good), good);
    EXPECT_EQ(unguard_formula(good), good);
  }
}

TEST(GuardFormula, AlsoWhereAnotherSeparatorBeginsACell) {
  EXPECT_EQ(guard_formula("Doe, Jane;=1+1"), "Doe, Jane;'=1+1");
  EXPECT_EQ(guard_formula("a\t@x;-1;b"), "a\t'@x;'-1;b");
  EXPECT_EQ(guard_formula("\t=1"), "'\t'=1");
  EXPECT_EQ(guard_formula("=;=;"), "'=;'=;");
  for (const std::string text : {"Doe, Jane;=1+1", "a\t@x;-1;b", "\t=1", "=;=;", ";\t\r", "70 of 100 points; not met: R08 - a=b"})
    EXPECT_EQ(unguard_formula(guard_formula(text)), text);
  EXPECT_EQ(guard_formula("70 of 100 points; not met: R08 - a=b"), "70 of 100 points; not met: R08 - a=b");
}

TEST(GuardFormula, SuchAFieldIsQuoted) {
  CsvTable table;
  table.append({guard_formula("Doe;=1+1"), guard_formula("=1"), "a;b"});
  EXPECT_EQ(table.text(), "\"Doe;'=1+1\",'=1,\"a;b\"\r\n");
}

TEST(GuardFormula, HoldsWhicheverSeparatorTheTableHas) {
  EXPECT_EQ(guard_formula("a,=1+1"), "a,'=1+1");
  EXPECT_EQ(guard_formula("a\n=1+1"), "a\n'=1+1");
  EXPECT_EQ(guard_formula("\r=1"), "'\r'=1");
  EXPECT_EQ(guard_formula("a;\"=1+1\""), "a;'\"=1+1\"");
  EXPECT_EQ(guard_formula("a, -1"), "a,' -1");
  for (const std::string separator : {",", ";", "\t"}) {
    CsvTable table("a" + separator + "b\n", "f");
    for (const std::string value : {"a,b", "a;b", "a\tb"}) {
      table.set(0, 1, value);
      EXPECT_EQ(table.text(), "a" + separator + "\"" + value + "\"\n");
    }
  }
}

TEST(GuardFormula, WhatLooksGuardedAlreadyIsTakenBackAsItWas) {
  for (const std::string text : {"b;'=x", "\r=1", "'=1", "''=1", "a,'\"=1", "\t'\t", "a;' =1", "'", "a;'b"})
    EXPECT_EQ(unguard_formula(guard_formula(text)), text);
}

}  // namespace
}  // namespace wirelab::classroom
