// How far a program is kept apart from the machine and from other programs.
#pragma once

#include <string>
#include <string_view>

namespace wirelab {

/// Best first. A third degree, for root where namespaces are refused (a plain container), can stand between these two.
enum class Isolation {
  namespaces,  ///< own network, pid, mount, ipc, uts and user namespaces
  bare         ///< none: limits and a process group only; for practice
};

std::string_view to_string(Isolation isolation);
/// Throws GraderFault for a word that is no isolation.
Isolation isolation_from(std::string_view word);

/// What this machine can do, found by building a real network and a real box and running a program in it.
struct IsolationProbe {
  bool namespaces = false;
  std::string reason;  ///< why not: the step that failed and the kernel's word
};
IsolationProbe probe_isolation();

/// The isolation to grade with. Throws GraderFault with what to do when only bare is left and ALLOW_BARE is not given.
Isolation choose_isolation(bool allow_bare);

/// Before the first box, in a process with one thread. An ordinary user becomes root of a user namespace of its own
/// (user_namespaces(7)), in which the networks and mounts of the checks can be made. Root in a chroot gets a mount namespace whose
/// root is what the chroot shows: in a chroot the kernel makes no user namespaces. Otherwise nothing happens.
void prepare_for_boxes();

}  // namespace wirelab
