// Tries: to have the compiler read /dev/zero until the machine has no memory left
// Must happen: the compiler's memory is limited: a build failure

#include "/dev/zero"
int main() {}
