// Tries: to wait for ever without ever listening
// Must happen: settled, so it is judged at once

#include <unistd.h>

int main() {
  while (true) pause();
}
