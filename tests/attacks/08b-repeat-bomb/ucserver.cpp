// Tries: the assembler is to write ten gigabytes
// Must happen: size of files and memory are limited: a build failure

asm(".rept 1000000000\n.quad 0x1122334455667788\n.endr");
int main() {}
