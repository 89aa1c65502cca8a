#include "classroom/shard.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "classroom/pattern.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {

Shard parse_shard(const std::string& text) {
  static const Pattern pattern(R"((?P<index>\d{1,6})/(?P<count>\d{1,6}))");
  const auto groups = pattern.match(text);
  Shard shard{0, 0};
  if (groups)
    shard = {std::strtoul(groups->at("index").c_str(), nullptr, 10), std::strtoul(groups->at("count").c_str(), nullptr, 10)};
  if (shard.index < 1 || shard.index > shard.count)
    throw UsageError(fmt::format("'{}' is no shard: i/n with i from 1 to n, as 2/10", text));
  return shard;
}

}  // namespace wirelab::classroom
