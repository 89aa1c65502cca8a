// Tries: two gigabytes of memory: forty children, each below its own limit
// Must happen: the whole box has a bound on its memory

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

int main() {
  int ready[2];
  if (pipe(ready) != 0) return 1;
  constexpr int children = 40;
  for (int number = 0; number < children; ++number)
    if (fork() == 0) {
      constexpr std::size_t size = std::size_t{52} << 20;
      char* memory = static_cast<char*>(std::malloc(size));
      if (memory == nullptr) _exit(1);
      std::memset(memory, 1, size);
      if (write(ready[1], "x", 1) == 1)
        while (true) pause();
    }
  char byte = 0;
  for (int number = 0; number < children; ++number)
    if (read(ready[0], &byte, 1) != 1) return 1;
  if (write(2, "HOLE: two gigabytes\n", 20) < 0) return 1;
  while (true) pause();
}
