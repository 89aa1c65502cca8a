// Tries: to have the compiler print the reference solution, the requirements, the environment of the grader, a file of its home
// Must happen: none of them exists where it is compiled

#if __has_include("/wirelab/solutions/lab03-iterative-server/ucserver.cpp")
#error HOLE the solution is there
#endif
#include "/root/secret"
int main() {}
