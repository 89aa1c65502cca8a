// Tries: to fork without end, each process in a session of its own and deaf to every signal
// Must happen: its processes are counted, all end with the box

#include <signal.h>
#include <unistd.h>

int main() {
  for (int number = 1; number < 65; ++number) signal(number, SIG_IGN);
  while (true) {
    fork();
    setsid();
  }
}
