// Tries: to include itself twice, again and again
// Must happen: the depth of includes is limited

#include __FILE__
#include __FILE__
int main() {}
