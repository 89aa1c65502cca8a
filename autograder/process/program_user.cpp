#include "process/program_user.hpp"

#include <grp.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/held_name.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

constexpr uid_t first_number = first_high_user + (1u << 22);
/// A process id is below 2^22; each process has so many users to give away before it begins anew.
constexpr uid_t users_of_a_process = 64;
constexpr uid_t all_users = users_of_a_process << 22;

/// Limits count the processes of a user on all of the machine, and in another container the same process ids are given out again:
/// so each grader begins somewhere else.
uid_t place_of(uid_t number) {
  static const uid_t first = std::random_device{}();
  return (first + static_cast<uid_t>(getpid()) * users_of_a_process + number) % all_users;
}

/// How many users there are here, counted from 0 (user_namespaces(7)).
unsigned long users_here() {
  std::ifstream map("/proc/self/uid_map");
  unsigned long inside = 0;
  unsigned long outside = 0;
  unsigned long length = 0;
  return map >> inside >> outside >> length && inside == 0 ? length : 0;
}

uid_t number_for(uid_t place) {
  const auto users = users_here();
  if (users > 2ul * first_number) return first_number + place;
  // A container that maps a range: its upper half is free of the users that its files belong to.
  if (users < 4096) throw GraderFault("there are too few user numbers here to give each program one of its own");
  return static_cast<uid_t>(users / 2 + place % (users / 2 - 1));
}

}  // namespace

HeldUser unused_user(const std::filesystem::path& folder) {
  struct stat status {};
  must(stat(folder.c_str(), &status), folder.string());
  static uid_t given = 0;
  for (uid_t tries = 0; tries < users_of_a_process; ++tries) {
    const auto user = number_for(place_of(given++ % users_of_a_process));
    // Where few numbers are mapped, another grader comes to the same ones.
    auto holder = hold_name(fmt::format("wirelab-user-{}", user));
    if (holder) return {{user, status.st_gid >= 1000 ? status.st_gid : user}, std::move(holder)};
  }
  throw GraderFault("all user numbers that a program could get are in use here; grade fewer submissions at a time (--jobs)");
}

void open_to_programs(const std::filesystem::path& folder, bool writable) {
  // One group for all folders of this process: what one submission built is no other one's.
  static const gid_t group = number_for(place_of(0));
  must(chown(folder.c_str(), 0, group), "give the folder to the program's group");
  must(chmod(folder.c_str(), writable ? 0770 : 0750), folder.string());
}

void must_be_in_reach_of_programs(const std::filesystem::path& folder) {
  struct stat status {};
  must(stat(folder.c_str(), &status), folder.string());
  const auto ours = status.st_gid;
  for (auto above = std::filesystem::absolute(folder).parent_path(); above != above.root_path(); above = above.parent_path()) {
    must(stat(above.c_str(), &status), above.string());
    if ((status.st_mode & (status.st_gid == ours ? S_IXGRP : S_IXOTH)) == 0)
      throw GraderFault("programs that run as another user cannot come to " + folder.string() + ": " + above.string() +
                        " is closed to others; set TMPDIR to a folder that is not");
  }
}

ReadingAs::ReadingAs(ProgramUser program) : changed_(program.user != 0) {
  if (!changed_) return;
  parent_ = getppid();
  must(prctl(PR_GET_PDEATHSIG, &parent_death_signal_), "PR_GET_PDEATHSIG");
  setfsgid(program.group);
  setfsuid(program.user);
}

ReadingAs::~ReadingAs() {
  if (!changed_) return;
  setfsuid(geteuid());
  setfsgid(getegid());
  if (parent_death_signal_ == 0) return;
  prctl(PR_SET_PDEATHSIG, parent_death_signal_);
  if (getppid() != parent_) raise(parent_death_signal_);  // it died meanwhile
}

ActingAs::ActingAs(ProgramUser program) : changed_(program.user != 0) {
  if (!changed_) return;
  must(setresgid(program.group, static_cast<gid_t>(-1), static_cast<gid_t>(-1)), "setresgid");
  must(setresuid(program.user, static_cast<uid_t>(-1), static_cast<uid_t>(-1)), "setresuid");
}

ActingAs::~ActingAs() {
  if (!changed_) return;
  // Whoever cannot become root again must not go on as somebody else.
  if (setresuid(geteuid(), static_cast<uid_t>(-1), static_cast<uid_t>(-1)) != 0 ||
      setresgid(getegid(), static_cast<gid_t>(-1), static_cast<gid_t>(-1)) != 0)
    _exit(3);
}

bool become(ProgramUser program) {
  // The calls themselves: those of libc would ask all threads to follow, and after vfork(2) these are somebody else's.
  return syscall(SYS_setgroups, 0, nullptr) == 0 && syscall(SYS_setresgid, program.group, program.group, program.group) == 0 &&
         syscall(SYS_setresuid, program.user, program.user, program.user) == 0;
}

void wait_for_killer(pid_t killer) {
  while (true) {
    int status = 0;
    const auto waited = waitpid(killer, &status, WUNTRACED);
    if (waited < 0 && errno == EINTR) continue;
    if (waited != killer || !WIFSTOPPED(status)) return;
    kill(killer, SIGKILL);
  }
}

void kill_all_of(ProgramUser program) {
  // With processes of others about, its result says nothing (kill(2)): it is 0 also when none may be killed.
  if (become(program)) kill(-1, SIGKILL);
  _exit(0);
}

}  // namespace wirelab
