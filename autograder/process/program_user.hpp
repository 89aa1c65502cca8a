// In `uid`, who a program is: a user that nobody else is, and how the grader, which is root without CAP_SYS_PTRACE there, gets to
// see that user's processes.
#pragma once

#include <sys/types.h>

#include <filesystem>

namespace wirelab {

/// Far above all users of a machine and of its containers. From here on a box with namespaces has one for each process id (below
/// 2^22), and a program in uid has the numbers above those.
constexpr uid_t first_high_user = 0x40000000;

struct ProgramUser {
  uid_t user = 0;
  gid_t group = 0;
};

/// A user with no process, in this grader or in any other, and the group that may enter FOLDER, where the programs of one
/// submission are. Throws GraderFault when there are no numbers left (a container that maps only a few).
ProgramUser unused_user(const std::filesystem::path& folder);

/// Opens FOLDER to the programs of one submission and to nobody else. Throws GraderFault.
void open_to_programs(const std::filesystem::path& folder, bool writable);

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

}  // namespace wirelab
