// Tries: to take a file of the machine into the program with .incbin, to print it at run time
// Must happen: the assembler finds no such file

asm(".section .rodata\n.globl secret\nsecret: .incbin \"/root/secret\"\n.byte 0\n.text");
extern const char secret[];
extern "C" int puts(const char*);
int main() { return puts(secret); }
