// One at a time: a second `class grade` of the same run (or of the same shard) is refused.
#pragma once

#include <filesystem>

#include "process/descriptor.hpp"

namespace wirelab::classroom {

class RunLock {
public:
  /// Takes FILE (flock(2)) and notes WORK in it, the folder of our temporary files. What one that was killed has left of its own is
  /// removed. Throws UsageError when somebody holds it.
  RunLock(const std::filesystem::path& file, const std::filesystem::path& work);
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;
  ~RunLock();

  /// In a child: the lock is not its business.
  void let_go() { file_.reset(); }

private:
  Descriptor file_;
};

}  // namespace wirelab::classroom
