// Reads its standard input, and needs ten milliseconds of processor time for each byte.

#include <unistd.h>

#include <ctime>

int main() {
  const auto work = [](std::clock_t time) {
    const std::clock_t end = std::clock() + time;
    while (std::clock() < end) continue;
  };
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) == 1) work(CLOCKS_PER_SEC / 100);
  return 0;
}
