// Tries: a folder whose name has a newline, escape sequences, markup and bytes that are no text
// Must happen: the name is shown as text wherever it is shown

int main() {}
