// A parent that waits for its child of vfork, which sleeps; SIGUSR1 makes the child work.
#include <unistd.h>
#include <csignal>

namespace {

void work(int) {
  volatile unsigned long turns = 0;
  while (true) turns = turns + 1;
}

}  // namespace

int main() {
  signal(SIGUSR1, work);
  if (vfork() == 0)
    while (true) pause();
}
