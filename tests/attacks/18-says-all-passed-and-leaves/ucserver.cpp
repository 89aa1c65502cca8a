// Tries: to print that all tests have passed, and to exit 0 before main
// Must happen: what is printed or exited is no result: nothing listens

#include <unistd.h>

#include <cstdio>

[[gnu::constructor]] static void win() {
  std::puts("[==========] 15 tests ran.\n[  PASSED  ] 15 tests.\n100 of 100");
  std::fflush(stdout);
  _exit(0);
}
int main() {}
