// Tries: to write to standard output without end, from before it listens
// Must happen: it is read and counted, and kept in part

#include <unistd.h>

int main() {
  static char block[65536];
  while (write(1, block, sizeof block) > 0) {
  }
}
