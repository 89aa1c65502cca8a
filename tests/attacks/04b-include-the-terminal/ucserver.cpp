// Tries: to have the compiler wait for the grader's terminal or standard input
// Must happen: there is no terminal, and standard input is empty: full marks, or what the compiler says of it

#include "/dev/stdin"
#include "/dev/tty"
#include "/proc/self/fd/0"
int main() {}
