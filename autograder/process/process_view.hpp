// The processes of one started program, seen through a /proc.
#pragma once

#include <vector>

#include "process/descriptor.hpp"
#include "process/pid.hpp"
#include "process/program_user.hpp"

namespace wirelab {

class ProcessView {
public:
  /// In a box with its own pid namespace: PROC is the /proc of that namespace, and the program is everything but its init, which
  /// we know as INIT.
  static ProcessView of_namespace(Descriptor proc, Pid init);
  /// Without one: PROC is the common /proc, and the program is everything that descends from GUARDIAN.
  /// USER: whose processes they are, where the grader can see into them only as that user (see ReadingAs).
  static ProcessView of_descendants(Descriptor proc, Pid guardian, ProgramUser user = {});

  /// PROCESS is in the box, but not of the program.
  void leave_out(Pid process) { left_out_ = process; }
  /// Its first process has ended and no other was there afterwards: none will ever be, and nobody looks for one any more.
  void note_over() { over_ = true; }

  /// The program's processes at this moment, zombies included.
  std::vector<Pid> processes() const;
  const Descriptor& proc() const { return proc_; }
  ProgramUser user() const { return user_; }
  /// A process that is there as long as the box is.
  Pid guardian() const { return guardian_; }
  /// The same process by the number that we know it by.
  Pid own_guardian() const { return own_guardian_; }

private:
  ProcessView(Descriptor proc, bool own_namespace, Pid guardian, Pid own_guardian)
      : proc_(std::move(proc)), own_namespace_(own_namespace), guardian_(guardian), own_guardian_(own_guardian) {}

  Descriptor proc_;
  bool own_namespace_;
  Pid guardian_;
  Pid own_guardian_;
  Pid left_out_;
  ProgramUser user_;
  bool over_ = false;
};

/// The numbers that are names of entries in the folder PROC/NAME, in ascending order; empty when it is gone.
std::vector<Pid> numbered_entries(const Descriptor& proc, const char* name);
/// The same for a folder that is open already.
std::vector<Pid> numbered_entries(Descriptor opened);

}  // namespace wirelab
