// Tries: to have the compiler read from the pipe of its own messages, so that it waits for ever without using time
// Must happen: a build failure, and soon: nobody waits two minutes for it, and it is no fault of the grader

#include "/proc/self/fd/2"
int main() {}
