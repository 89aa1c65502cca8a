// Lists that people read in one line.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace wirelab::classroom {

/// "a, b and 3 more": the first MOST of ITEMS, and how many are left out.
std::string listed(const std::vector<std::string>& items, std::size_t most = 10);

}  // namespace wirelab::classroom
