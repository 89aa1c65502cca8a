// Something else that wants the processors while we grade.
#pragma once

#include <sys/types.h>

#include <vector>

namespace wirelab::corpus {

/// COUNT processes that do nothing but use a processor, for as long as this lives.
class BusyLoops {
public:
  explicit BusyLoops(int count);
  BusyLoops(const BusyLoops&) = delete;
  BusyLoops& operator=(const BusyLoops&) = delete;
  ~BusyLoops();

private:
  std::vector<pid_t> processes_;
};

}  // namespace wirelab::corpus
