// Tries: to have the compiler print the lines of /etc/passwd as errors
// Must happen: the file does not exist where it is compiled: a build failure that shows nothing of it

#include "/etc/passwd"
int main() {}
