// Tries: an endless computation at compile time
// Must happen: the compiler counts its steps, and its processor time is limited

constexpr unsigned long forever() {
  unsigned long x = 1;
  while (x != 0) x += 2;
  return x;
}
constexpr auto never = forever();
int main() { return static_cast<int>(never); }
