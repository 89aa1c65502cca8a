// Two processes of which always exactly one works: SIGUSR1 makes one begin to work, SIGUSR2 makes it sleep again. At the start the
// child works.
#include <unistd.h>
#include <csignal>

namespace {

volatile sig_atomic_t work = 0;

void begin(int) { work = 1; }
void stop(int) { work = 0; }

}  // namespace

int main() {
  sigset_t both, none;
  sigemptyset(&none);
  sigemptyset(&both);
  sigaddset(&both, SIGUSR1);
  sigaddset(&both, SIGUSR2);
  // One handler at a time: of two signals that came while we were off the processor, the second would otherwise be handled first.
  struct sigaction action {};
  action.sa_mask = both;
  action.sa_handler = begin;
  sigaction(SIGUSR1, &action, nullptr);
  action.sa_handler = stop;
  sigaction(SIGUSR2, &action, nullptr);
  sigprocmask(SIG_BLOCK, &both, nullptr);
  work = fork() == 0;
  sigprocmask(SIG_UNBLOCK, &both, nullptr);
  while (true) {
    while (work) {
    }
    sigprocmask(SIG_BLOCK, &both, nullptr);
    if (!work) sigsuspend(&none);
    sigprocmask(SIG_UNBLOCK, &both, nullptr);
  }
}
