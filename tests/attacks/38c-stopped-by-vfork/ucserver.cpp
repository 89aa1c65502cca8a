// Tries: to hide from the look at its calls: the parent of a vfork sleeps without a call that could be interrupted
// Must happen: bounded, and judged

#include <unistd.h>

int main() {
  if (vfork() == 0)
    while (true) pause();
}
