// The first process sleeps for ever. Beside it a chain: each link does nothing until SIGUSR1, then starts the next link and ends.
#include <unistd.h>
#include <csignal>

int main() {
  std::signal(SIGCHLD, SIG_IGN);
  sigset_t go;
  sigemptyset(&go);
  sigaddset(&go, SIGUSR1);
  sigprocmask(SIG_BLOCK, &go, nullptr);
  if (fork() != 0)
    while (true) pause();
  while (true) {
    int signal = 0;
    sigwait(&go, &signal);
    if (fork() != 0) _exit(0);
  }
}
