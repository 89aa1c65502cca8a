// Tries: a program of eight gigabytes
// Must happen: the size of files is limited: a build failure

int x[0x7ffffff0] = {1};
int main() { return x[5]; }
