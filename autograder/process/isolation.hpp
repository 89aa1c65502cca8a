// How far a program is kept apart from the machine and from other programs.
#pragma once

#include <string>
#include <string_view>

namespace wirelab {

/// Best first.
enum class Isolation {
  namespaces,  ///< own network, pid, mount, ipc, uts and user namespaces
  uid,  ///< a user of its own, Landlock, limits, no network of its own: for root where namespaces are refused (a plain container)
  bare  ///< limits and a process group only; for practice
};

std::string_view to_string(Isolation isolation);
/// Throws GraderFault for a word that is no isolation.
Isolation isolation_from(std::string_view word);

/// What this machine can do, found by building a real box (with namespaces: in a real network) and running a program in it.
struct IsolationProbe {
  Isolation best = Isolation::bare;
  std::string why_no_namespaces;  ///< the step that failed and the kernel's word
  std::string why_no_uid;
};
/// WANTED: nothing better is looked for.
IsolationProbe probe_isolation(Isolation wanted = Isolation::namespaces);

struct IsolationWish {
  Isolation at_most = Isolation::namespaces;  ///< nothing better is used, so that a result is the same on another machine
  bool allow_bare = false;
};
/// The isolation to grade with. Throws GraderFault with what to do when only bare is left and was not allowed.
Isolation choose_isolation(const IsolationWish& wish);

/// Before the first box, in a process with one thread. An ordinary user becomes root of a user namespace of its own
/// (user_namespaces(7)), in which the networks and mounts of the checks can be made. Root in a chroot gets a mount namespace whose
/// root is what the chroot shows: in a chroot the kernel makes no user namespaces. Otherwise nothing happens.
void prepare_for_boxes();

}  // namespace wirelab
