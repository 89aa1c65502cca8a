#include "load.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wirelab::corpus {

BusyLoops::BusyLoops(int count) {
  for (int number = 0; number < count; ++number) {
    const pid_t child = fork();
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      setsid();  // a share of the processors of its own (sched(7), autogroup), as other users' work has
      volatile unsigned long turns = 0;
      while (true) turns = turns + 1;
    }
    if (child > 0) processes_.push_back(child);
  }
}

BusyLoops::~BusyLoops() {
  for (const pid_t process : processes_) {
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
  }
}

}  // namespace wirelab::corpus
