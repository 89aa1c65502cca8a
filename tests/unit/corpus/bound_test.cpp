#include "bound.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace wirelab::corpus {
namespace {

/// One program for each of COUNT bugs, and one with a bug that has no name.
Corpus corpus_of(int count) {
  Corpus corpus;
  for (int number = 1; number <= count; ++number) {
    const auto id = fmt::format("V{}", number);
    corpus.submissions.push_back({"buggy/of-it", {}, id, {id}, {}});
  }
  corpus.submissions.push_back({"buggy/X01", {}, "X01", {}, {}});
  corpus.submissions.push_back({"solution", {}, {}, {}, {}});
  return corpus;
}

TEST(Bound, ATenthOfTheBugsMayBeInAClass) {
  auto corpus = corpus_of(20);
  corpus.classes = {{{"V1", "V2"}, "They look the same.", false}};
  Bound bound;
  bound.count(corpus);
  EXPECT_EQ(bound.bugs(), 20u);
  EXPECT_EQ(bound.excused(), (std::set<std::string>{"V1", "V2"}));
  EXPECT_TRUE(bound.holds());
}

TEST(Bound, MoreMayNot) {
  auto corpus = corpus_of(19);
  corpus.classes = {{{"V1"}, "It is not seen.", true}, {{"V2"}, "Nor is this.", true}};
  Bound bound;
  bound.count(corpus);
  EXPECT_FALSE(bound.holds());
}

TEST(Bound, WhatNoProgramHasDoesNotCount) {
  auto corpus = corpus_of(10);
  corpus.classes = {{{"V1", "V99"}, "They look the same.", false}};
  Bound bound;
  bound.count(corpus);
  EXPECT_EQ(bound.excused(), std::set<std::string>{"V1"});
}

TEST(Bound, ABugOfSeveralLabsCountsOnce) {
  Bound bound;
  bound.count(corpus_of(10));
  bound.count(corpus_of(10));
  EXPECT_EQ(bound.bugs(), 10u);
}

}  // namespace
}  // namespace wirelab::corpus
