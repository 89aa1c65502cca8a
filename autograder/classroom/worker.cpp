#include "classroom/worker.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <system_error>

#include <fmt/format.h>

#include "process/system_call.hpp"

namespace wirelab::classroom {
namespace {

constexpr int work_failed = 3;

[[noreturn]] void live(const std::filesystem::path& temporary, const std::function<void()>& work, pid_t parent) {
  // The terminal's Ctrl-C is for the one who started us. And the programs that are graded have shares of the processors of their
  // own (sched(7), autogroup): one grader for each of them must not have to share one with all the others.
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(work_failed);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setenv("TMPDIR", temporary.c_str(), 1);
  try {
    work();
  } catch (const std::exception& failure) {
    std::cerr << "wirelab: " << failure.what() << std::endl;
    _exit(work_failed);
  }
  _exit(0);
}

}  // namespace

Worker::Worker(const std::filesystem::path& temporary, const std::function<void()>& work) : temporary_(temporary) {
  std::filesystem::create_directories(temporary);
  const pid_t parent = getpid();
  process_ = must(fork(), "fork for a submission");
  if (process_ == 0) live(temporary, work, parent);
  handle_ = must_open(static_cast<int>(syscall(SYS_pidfd_open, process_, 0)), "pidfd_open");
}

Worker::~Worker() {
  if (!handle_) return;
  kill();
  collect();
}

void Worker::kill() {
  ::kill(process_, SIGKILL);  // it may not lead its group yet
  ::kill(-process_, SIGKILL);
}

std::string Worker::collect() {
  kill();  // whatever of it is left
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  handle_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(temporary_, ignored);
  if (WIFSIGNALED(status)) return fmt::format("the grader died of signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) return "the grader could not write down what it found";
  return {};
}

}  // namespace wirelab::classroom
