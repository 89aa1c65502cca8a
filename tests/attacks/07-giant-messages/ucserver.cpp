// Tries: megabytes of messages from six lines
// Must happen: the rest is read and left out; the result stays small

#define E0 _Pragma("message(\"a message that is as long as it needs to be so that many of them are megabytes\")")
#define E1 E0 E0 E0 E0 E0 E0 E0 E0 E0 E0
#define E2 E1 E1 E1 E1 E1 E1 E1 E1 E1 E1
#define E3 E2 E2 E2 E2 E2 E2 E2 E2 E2 E2
#define E4 E3 E3 E3 E3 E3 E3 E3 E3 E3 E3
E4 int main() { return undeclared; }
