// Tries: a program of lab 01 that prints without end, and never exits
// Must happen: its output is kept in part, and it is judged

#include <unistd.h>

int main() {
  static char zeros[65536];
  while (write(1, zeros, sizeof zeros) > 0 && write(2, zeros, sizeof zeros) > 0) {
  }
}
