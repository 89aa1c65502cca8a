// How many bugs the diagnosis may be excused from telling apart.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "manifest.hpp"

namespace wirelab::corpus {

/// Of the bugs with a name that some program has as its only one: those that stand in a [[class]].
class Bound {
public:
  void count(const Corpus& corpus);
  std::size_t bugs() const { return bugs_.size(); }
  /// Those that are in a class.
  std::set<std::string> excused() const;
  /// At most a tenth is.
  bool holds() const { return 10 * excused().size() <= bugs_.size(); }

private:
  std::set<std::string> bugs_;
  std::set<std::string> in_classes_;
};

}  // namespace wirelab::corpus
