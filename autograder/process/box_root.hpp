// The file system that boxes start from, built once and copied by each: a mount namespace with a small tmpfs as its root.
//
// It shows /usr and the like read-only, /dev/{null,zero,urandom}, the built files in /program, /preload.so where there is one, and
// the places where a box puts what is its own: /proc and /box.
#pragma once

#include <filesystem>

#include "process/descriptor.hpp"

namespace wirelab {

/// Builds the root for boxes of this folder once: for all boxes that this process, and those that are forked from it, make from now
/// on. The caller has one thread. Throws GraderFault.
void prepare_box_root(const std::filesystem::path& program_folder);

class BoxRoot {
public:
  /// The prepared one, where it fits; otherwise a new one. The caller has one thread. Throws GraderFault.
  explicit BoxRoot(const std::filesystem::path& program_folder, const std::filesystem::path& preload = {});
  const Descriptor& mount_namespace() const;

private:
  Descriptor own_;  ///< empty: the prepared one
};

/// While it lives the caller is in another mount namespace; then it is back at "/" of its own. Throws GraderFault.
class InMountNamespace {
public:
  explicit InMountNamespace(const Descriptor& other);
  InMountNamespace(const InMountNamespace&) = delete;
  InMountNamespace& operator=(const InMountNamespace&) = delete;
  ~InMountNamespace();

private:
  Descriptor own_;
};

}  // namespace wirelab
