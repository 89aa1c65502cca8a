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
  std::signal(SIGUSR1, begin);
  std::signal(SIGUSR2, stop);
  work = fork() == 0;
  sigset_t both, none;
  sigemptyset(&none);
  sigemptyset(&both);
  sigaddset(&both, SIGUSR1);
  sigaddset(&both, SIGUSR2);
  while (true) {
    while (work) {
    }
    sigprocmask(SIG_BLOCK, &both, nullptr);
    if (!work) sigsuspend(&none);
    sigprocmask(SIG_UNBLOCK, &both, nullptr);
  }
}
