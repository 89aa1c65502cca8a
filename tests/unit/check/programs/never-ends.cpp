// Reads one byte, and then does nothing any more, without end.

#include <unistd.h>

int main() {
  char byte = 0;
  if (read(STDIN_FILENO, &byte, 1) != 1) return 1;
  for (volatile int nothing = 0;;) nothing = 0;
}
