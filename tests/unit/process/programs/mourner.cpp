// Always has one child, which sleeps. When it dies, SIGCHLD wakes the parent, which collects it and starts the next one: a zombie
// means that the parent has still to wake.
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

namespace {

void woken(int) {}

}  // namespace

int main() {
  sigset_t child_ended, none;
  sigemptyset(&none);
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_ended, nullptr);
  signal(SIGCHLD, woken);
  while (true) {
    if (fork() == 0) {
      while (true) pause();
    }
    sigsuspend(&none);
    waitpid(-1, nullptr, 0);
  }
}
