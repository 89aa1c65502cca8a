// In `uid`, who a program is: a user that nobody else is, and how the grader, which is root without CAP_SYS_PTRACE there, gets to
// see that user's processes.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "process/descriptor.hpp"

namespace wirelab {

/// Far above all users of a machine and of its containers. From here on a box with namespaces has one for each process id (below
/// 2^22), and a program in uid has the numbers above those.
constexpr uid_t first_high_user = 0x40000000;

struct ProgramUser {
  uid_t user = 0;
  gid_t group = 0;
};

/// What keeps a user from all other programs, of this grader and of any other in this network, while HOLDER is open: whoever ends a
/// program ends all that its user has.
struct HeldUser {
  ProgramUser program;
  Descriptor holder;
};

/// A user with no process, and the group that may enter FOLDER, where the programs of one submission are. Throws GraderFault when
/// there are no numbers left (a container that maps only a few).
HeldUser unused_user(const std::filesystem::path& folder);

/// Opens FOLDER to the programs of one submission and to nobody else. Throws GraderFault.
void open_to_programs(const std::filesystem::path& folder, bool writable);

/// Throws GraderFault when some folder above FOLDER, which has been opened, lets no program pass.
void must_be_in_reach_of_programs(const std::filesystem::path& folder);

/// While it lives, files of /proc are opened as this user (setfsuid(2)): for root without CAP_SYS_PTRACE only this shows what a
/// process waits for (ptrace(2), PTRACE_MODE_ATTACH_FSCREDS). Nothing happens for user 0.
class ReadingAs {
public:
  explicit ReadingAs(ProgramUser program);
  ReadingAs(const ReadingAs&) = delete;
  ReadingAs& operator=(const ReadingAs&) = delete;
  ~ReadingAs();

private:
  bool changed_;
  int parent_death_signal_ = 0;  ///< a change of user takes the wish back (prctl(2), PR_SET_PDEATHSIG)
  pid_t parent_ = 0;
};

/// While it lives this process has the user's real identity, as pidfd_getfd(2) and prlimit(2) ask for
/// (PTRACE_MODE_ATTACH_REALCREDS). For that moment the user may send us signals, so it should be short. Nothing happens for user 0.
class ActingAs {
public:
  explicit ActingAs(ProgramUser program);
  ActingAs(const ActingAs&) = delete;
  ActingAs& operator=(const ActingAs&) = delete;
  ~ActingAs();

private:
  bool changed_;
};

/// Becomes the user, for good: no group but its own, and with that no capability. For use between fork and exec. False: errno
/// tells.
bool become(ProgramUser program);

/// Kills every process that the user has at this moment. What one of them has forked just before may escape, so it is done until
/// none is left. For use after fork; it does not return.
[[noreturn]] void kill_all_of(ProgramUser program);
/// Waits for the process KILLER, which does that. For a moment it has the program's user: whoever of that user stops it has it
/// ended.
void wait_for_killer(pid_t killer);

}  // namespace wirelab
