// Tries: to fork without end
// Must happen: its processes are counted, all end with the box, and it has never listened

#include <unistd.h>

int main() {
  while (true) fork();
}
