// Tries: to fill its stack
// Must happen: it dies of it, and the report says so

static int deeper(int level) {
  volatile char room[65536];
  room[0] = static_cast<char>(level);
  return deeper(level + 1) + room[0];
}
int main() { return deeper(0); }
