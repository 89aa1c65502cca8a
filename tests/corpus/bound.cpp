#include "bound.hpp"

#include <algorithm>
#include <iterator>

namespace wirelab::corpus {

void Bound::count(const Corpus& corpus) {
  for (const auto& submission : corpus.submissions)
    if (!submission.bug.empty() && !submission.bug.starts_with('X')) bugs_.insert(submission.bug);
  for (const auto& one : corpus.classes) in_classes_.insert(one.bugs.begin(), one.bugs.end());
}

std::set<std::string> Bound::excused() const {
  std::set<std::string> excused;
  std::ranges::set_intersection(bugs_, in_classes_, std::inserter(excused, excused.end()));
  return excused;
}

}  // namespace wirelab::corpus
