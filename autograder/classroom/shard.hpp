// A part of a class, for several machines that share a run.
#pragma once

#include <cstddef>
#include <string>

namespace wirelab::classroom {

struct Shard {
  std::size_t index = 1;  ///< from 1
  std::size_t count = 1;

  /// Whether the submission at PLACE of the roster, from 0, is in it. Shards differ by one submission in size at most.
  bool has(std::size_t place) const { return place % count == index - 1; }
  bool is_whole() const { return count == 1; }
};

/// "2/10". Throws UsageError.
Shard parse_shard(const std::string& text);

}  // namespace wirelab::classroom
