// One look at every thread of a program.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "process/process_view.hpp"
#include "process/waiting_call.hpp"

namespace wirelab {

/// A thread ("task") at one moment, from /proc/PID/task/TID/{stat,syscall,schedstat}.
struct Task {
  Pid process;
  Pid id;
  Pid parent;        ///< of the process
  char state = 'R';  ///< proc(5), stat field 3: R running, S asleep, D disk, T stopped, Z zombie
  std::optional<SystemCall> call;
  std::chrono::nanoseconds processor_time{0};
  std::chrono::nanoseconds waiting_time{0};  ///< for a processor, while it could run
  std::uint64_t run_count = 0;               ///< how often it was put on a processor
  std::uint64_t resident_pages = 0;          ///< of the process, in memory (stat, field 24)

  bool zombie() const { return state == 'Z'; }
  /// Until its child, which is a task of its own, lets it go on.
  bool waits_for_vfork() const { return state == 'D' && call && waits_for_a_child_of_vfork(*call); }
  bool stopped() const { return state == 'T' || state == 't'; }
  /// Whether it did not run between the two moments.
  bool unmoved_since(const Task& earlier) const {
    return process == earlier.process && id == earlier.id && state == earlier.state && call == earlier.call &&
           run_count == earlier.run_count;
  }
};

struct Look {
  std::vector<Task> tasks;
  bool vanished = false;  ///< a thread was listed and gone when it was to be read, or is just being collected by init

  std::chrono::nanoseconds processor_time() const;
  std::chrono::nanoseconds waiting_time() const;
  /// What all processes together have in memory, in bytes; what they share counts for each.
  std::uint64_t resident_bytes() const;
  /// Some thread is on a processor, or waits for one, or for something inside the kernel (state D) that somebody else holds.
  bool wants_to_run() const;
};

/// Lists all threads of VIEW, then reads each. AFTER_LISTING and BEFORE_EACH are called between these steps: that is where
/// a program may move, and where tests make it move.
struct LookHooks {
  std::function<void()> after_listing;
  std::function<void()> before_each;
};
Look look_at(const ProcessView& view, const LookHooks& hooks = {});

}  // namespace wirelab
