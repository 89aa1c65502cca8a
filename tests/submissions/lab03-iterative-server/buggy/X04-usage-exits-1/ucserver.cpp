#include <stdio.h>
#include <stdlib.h>
#include <stdarg.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>

/* prints the message and ends the program */
static void fatal(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

static void sysfatal(const char *call)
{
    fatal("ucserver: %s: %s", call, strerror(errno));
}

static int to_port(const char *s)
{
    char *end;
    if (s[0] < '0' || s[0] > '9')
        fatal("usage: ucserver PORT");
    unsigned long n = strtoul(s, &end, 10);
    if (*end != '\0' || n > 65535)
        fatal("usage: ucserver PORT");
    return (int)n;
}

int main(int argc, char *argv[])
{
    if (argc != 2)
        fatal("usage: ucserver PORT");
    int port = to_port(argv[1]);

    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s == -1)
        sysfatal("socket");
    int on = 1;
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
        sysfatal("setsockopt");
    struct sockaddr_in addr;
    memset(&addr, 0, sizeof addr);
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(s, (struct sockaddr *)&addr, sizeof addr) == -1)
        sysfatal("bind");
    if (listen(s, 15) == -1)
        sysfatal("listen");
    socklen_t addrlen = sizeof addr;
    if (getsockname(s, (struct sockaddr *)&addr, &addrlen) == -1)
        sysfatal("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
    fflush(stdout);

    while (1) {
        int c = accept(s, NULL, NULL);
        if (c == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            sysfatal("accept");
        }
        char buf[1460];
        ssize_t n, i, k = 0;
        while (k != -1) {
            n = recv(c, buf, sizeof buf, 0);
            if (n == -1 && errno == EINTR)
                continue;
            if (n <= 0)
                break;
            for (i = 0; i < n; i++)
                if (buf[i] >= 'a' && buf[i] <= 'z')
                    buf[i] ^= 'a' ^ 'A';
            for (i = 0; i < n; i += k) {
                do
                    k = send(c, buf + i, n - i, MSG_NOSIGNAL);
                while (k == -1 && errno == EINTR);
                if (k == -1)
                    break;
            }
        }
        close(c);
    }
}
