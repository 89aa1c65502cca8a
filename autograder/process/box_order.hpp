// What the init of a box that has nobody left in it is told: the program that it starts next.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "process/descriptor.hpp"

namespace wirelab {

struct BoxOrder {
  std::string executable;  ///< as in BoxPlan, and so on
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  int standard_input = -1;
  int standard_output = -1;
  int standard_error = -1;
};

/// Sends ORDER on the socket TO, its descriptors with it (unix(7), SCM_RIGHTS). False when it is too long to be sent. Throws
/// GraderFault.
bool send_order(const Descriptor& to, const BoxOrder& order);

/// Waits for an order on the socket FROM. Its descriptors are the lowest that are free, and not closed by execve(2). Nothing when
/// the grader is gone. For init: throws nothing.
std::optional<BoxOrder> receive_order(int from);

}  // namespace wirelab
