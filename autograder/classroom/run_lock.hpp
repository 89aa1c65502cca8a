// One at a time: a second `class grade` of the same run (or of the same shard) is refused, and one of the whole run beside one of a
// shard.
#pragma once

#include <filesystem>
#include <string>

#include "process/descriptor.hpp"

namespace wirelab::classroom {

class RunLock {
public:
  /// Takes the run in FOLDER, or SHARD of it ("1-of-3"; empty: the whole), by flock(2), and notes WORK there, the folder of our
  /// temporary files. What one that was killed has left of its own is removed. Throws UsageError when somebody holds it.
  RunLock(const std::filesystem::path& folder, const std::string& shard, const std::filesystem::path& work);
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;
  ~RunLock();

  /// In a child: the lock is not its business.
  void let_go() {
    file_.reset();
    whole_.reset();
  }

private:
  Descriptor whole_;  ///< of a shard: the lock of the whole run, which all shards share
  Descriptor file_;
};

}  // namespace wirelab::classroom
