// Has something to compute, half a second of processor time, before it does anything else.

#include <ctime>

int main() {
  const std::clock_t end = std::clock() + CLOCKS_PER_SEC / 2;
  while (std::clock() < end) continue;
  return 0;
}
