// What happens inside the box before the program runs.
#pragma once

#include <linux/filter.h>

#include <vector>

#include "process/box.hpp"

namespace wirelab {

/// What a box is made with beside its plan.
struct BoxMeans {
  const BoxPlan& plan;
  const std::vector<sock_filter>& filter;
  ProgramUser user;              ///< in uid
  const Descriptor& file_rules;  ///< in uid, where there is Landlock
};

/// The life of process 1 of a box, from just after clone(2). REPORT is its end of the socket to the grader.
[[noreturn]] void run_box_init(const BoxMeans& means, int report);

/// Whether this process is in the user namespace that the machine started with.
bool in_first_user_namespace();

}  // namespace wirelab
