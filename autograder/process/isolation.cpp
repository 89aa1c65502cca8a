#include "process/isolation.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/look.hpp"
#include "process/network.hpp"
#include "process/poll_step.hpp"
#include "process/program.hpp"
#include "process/socket_table.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

/// For a program that has nothing to do before it waits.
constexpr auto longest_start = std::chrono::seconds(20);

void write_self(const char* name, const std::string& text) {
  std::ofstream file(std::string("/proc/self/") + name);
  file << text << std::flush;
  if (!file) fail_with_errno(fmt::format("write /proc/self/{}", name));
}

/// Whether root itself is refused a user namespace, as in a chroot (clone(2), EPERM).
bool user_namespaces_are_refused() {
  const pid_t child = must(fork(), "fork");
  if (child == 0) _exit(unshare(CLONE_NEWUSER) == 0 ? 0 : errno);
  int status = 0;
  must(waitpid(child, &status, 0), "waitpid");
  return WIFEXITED(status) && WEXITSTATUS(status) == EPERM;
}

void make_mounts_private() { must(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make mounts private"); }

/// Puts a copy of all that we see over the root of a new mount namespace, and goes there. To join one's own mount namespace
/// leads to its root (setns(2)).
void make_root_of_chroot_real() {
  must(unshare(CLONE_NEWNS), "unshare mount namespace");
  const auto seen = must_open(open_tree(AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE), "copy the chroot");
  const auto own = must_open(open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC), "open the mount namespace");
  must(setns(own.get(), CLONE_NEWNS), "leave the chroot");
  make_mounts_private();
  must(move_mount(seen.get(), "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH), "mount what the chroot showed");
  must(fchdir(seen.get()), "enter what the chroot showed");
  must(chroot("."), "chroot");
  make_mounts_private();
}

void see_a_listening_socket() {
  const auto listener = must_open(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  auto address = Endpoint{Address::ipv4(0x7f000001), Port{}}.to_sockaddr();
  socklen_t size = sizeof address;
  must(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), "bind to loopback");
  must(listen(listener.get(), 1), "listen");
  if (SocketTable().listening().empty()) throw GraderFault("sock_diag does not show a listening socket");
}

/// Everything that grading needs, once: a network, a connection in it, a box with a program, a look at its threads.
void build_real_box(Isolation isolation) {
  if (isolation == Isolation::namespaces) {
    prepare_for_boxes();
    enter_new_network();
  }
  see_a_listening_socket();
  Launch launch;
  launch.isolation = isolation;
  launch.folder = "/";
  launch.executable = "/usr/bin/cat";  // it waits for input, and not by the clock
  launch.with_input = true;
  Program program(launch);
  const auto deadline = std::chrono::steady_clock::now() + longest_start;
  while (look_at(program.view()).tasks.empty()) {
    program.pump();
    if (program.wait_status()) throw GraderFault("a program in the box ended at once");
    if (std::chrono::steady_clock::now() > deadline)
      throw GraderFault("/proc does not show what a program waits for (see /proc/sys/kernel/yama/ptrace_scope: it must be 0 or 1)");
    poll_step({}, longest_poll_step);
  }
}

/// Why this isolation cannot be had; empty: it can.
std::string why_not(Isolation isolation) {
  // In a child, because what it enters it cannot leave.
  const auto words = make_pipe();
  const pid_t child = must(fork(), "fork");
  if (child == 0) {
    std::string reason;
    try {
      build_real_box(isolation);
    } catch (const std::exception& failure) {
      reason = failure.what();
    }
    const auto written = write(words.write_end.get(), reason.data(), reason.size());
    _exit(reason.empty() && written == 0 ? 0 : 1);
  }
  int status = 0;
  must(waitpid(child, &status, 0), "waitpid");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  std::array<char, 1024> buffer;
  make_nonblocking(words.read_end);
  const auto count = read(words.read_end.get(), buffer.data(), buffer.size());
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : "the probe died";
}

}  // namespace

std::string_view to_string(Isolation isolation) {
  switch (isolation) {
    case Isolation::namespaces:
      return "namespaces";
    case Isolation::uid:
      return "uid";
    case Isolation::bare:
      break;
  }
  return "bare";
}

Isolation isolation_from(std::string_view word) {
  for (const auto isolation : {Isolation::namespaces, Isolation::uid, Isolation::bare})
    if (word == to_string(isolation)) return isolation;
  throw GraderFault(fmt::format("there is no isolation '{}'", word));
}

IsolationProbe probe_isolation(Isolation wanted) {
  IsolationProbe probe;
  if (wanted == Isolation::namespaces) {
    probe.why_no_namespaces = why_not(Isolation::namespaces);
    if (probe.why_no_namespaces.empty()) {
      probe.best = Isolation::namespaces;
      return probe;
    }
  }
  probe.why_no_uid = geteuid() == 0 ? why_not(Isolation::uid) : "only root can give a program a user of its own";
  if (probe.why_no_uid.empty()) probe.best = Isolation::uid;
  return probe;
}

Isolation choose_isolation(const IsolationWish& wish) {
  if (wish.at_most == Isolation::bare) {
    if (wish.allow_bare) return Isolation::bare;
    throw GraderFault("without isolation a program can do what you can; if you know it to be harmless, add --allow-bare");
  }
  const auto probe = probe_isolation(wish.at_most);
  if (probe.best != Isolation::bare || wish.allow_bare) return probe.best;
  throw GraderFault(
      fmt::format("this machine does not let wirelab keep a program apart (namespaces: {}; uid: {}); 'wirelab doctor' says what to "
                  "do, --allow-bare grades without, for practice",
                  probe.why_no_namespaces.empty() ? "not wanted" : probe.why_no_namespaces, probe.why_no_uid));
}

void prepare_for_boxes() {
  if (geteuid() == 0) {
    if (user_namespaces_are_refused()) make_root_of_chroot_real();
    return;
  }
  const auto user = geteuid();
  const auto group = getegid();
  must(unshare(CLONE_NEWUSER), "unshare user namespace");
  write_self("setgroups", "deny");
  write_self("uid_map", fmt::format("0 {} 1", user));
  write_self("gid_map", fmt::format("0 {} 1", group));
  must(unshare(CLONE_NEWNS), "unshare mount namespace");  // one of our own, to come back to from those of the boxes
}

}  // namespace wirelab
