// Tries: to sleep for an hour before it listens
// Must happen: not waited for for an hour, and called by its name

#include <unistd.h>

int main() { sleep(3600); }
