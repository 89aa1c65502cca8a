// Tries: to stop itself
// Must happen: seen, and said so

#include <signal.h>

int main() { raise(SIGSTOP); }
