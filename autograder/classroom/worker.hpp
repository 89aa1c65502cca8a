// A process that grades one submission: what happens to it happens to that submission alone.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "process/descriptor.hpp"

namespace wirelab::classroom {

class Worker {
public:
  /// Forks; the child does WORK, with TEMPORARY as the place of its temporary files, and ends. The caller has one thread.
  Worker(const std::filesystem::path& temporary, const std::function<void()>& work);
  Worker(Worker&&) = default;
  Worker& operator=(Worker&&) = delete;
  ~Worker();

  /// Readable once it has ended (pidfd_open(2)).
  const Descriptor& handle() const { return handle_; }
  /// Once it has ended: how, in words; empty when WORK was done. Its temporary files are gone then.
  std::string collect();
  /// Ends it and all that it has started.
  void kill();

private:
  std::filesystem::path temporary_;
  pid_t process_ = 0;
  Descriptor handle_;
};

}  // namespace wirelab::classroom
