// Tries: escape sequences, markup, workflow commands and characters that turn the direction, in what the compiler prints
// Must happen: every one of them is shown as text

#line 1 "::error title=HOLE::\033]0;HOLE\007\033[2J<script>alert(1)</script>\r"
#error]]> <script>alert(1)</script> <img src=x onerror=alert(1)> [31m ‮ gnp ⁦
#warning ::set-output name=HOLE::1
int main() { return "‮" + ""; }
