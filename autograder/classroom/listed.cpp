#include "classroom/listed.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wirelab::classroom {

std::string listed(const std::vector<std::string>& items, std::size_t most) {
  const auto shown = std::min(items.size(), most);
  const auto end = items.begin() + static_cast<std::ptrdiff_t>(shown);
  const auto text = fmt::format("{}", fmt::join(items.begin(), end, ", "));
  return shown == items.size() ? text : fmt::format("{} and {} more", text, items.size() - shown);
}

}  // namespace wirelab::classroom
