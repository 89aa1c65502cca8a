// What happens inside the box before the program runs.
#pragma once

#include <linux/filter.h>

#include <vector>

#include "process/box.hpp"

namespace wirelab {

/// The life of process 1 of a box, from just after clone(2). REPORT is its end of the socket to the grader.
[[noreturn]] void run_box_init(const BoxPlan& plan, const std::vector<sock_filter>& filter, int report);

/// Whether this process is in the user namespace that the machine started with.
bool in_first_user_namespace();

}  // namespace wirelab
