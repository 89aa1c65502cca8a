#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void usage(void)
{
    fprintf(stderr, "usage: ucserver PORT\n");
    exit(2);
}

static unsigned short get_port(const char *arg)
{
    size_t n = strlen(arg), i;
    unsigned long port = 0;
    if (n == 0)
        usage();
    for (i = 0; i < n; i++) {
        if (arg[i] < '0' || arg[i] > '9')
            usage();
        port = port * 10 + (arg[i] - '0');
        if (port > 65535)
            usage();
    }
    return (unsigned short)port;
}

static void error(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

int main(int argc, char *argv[])
{
    unsigned short port = get_port(argv[1]);
    if (argc > 2)
        usage();

    signal(SIGPIPE, SIG_IGN);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0)
        error("socket");
    int on = 1;
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
        error("setsockopt");
    struct sockaddr_in addr;
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    addr.sin_port = htons(port);
    if (bind(s, (struct sockaddr *)&addr, sizeof(addr)) < 0)
        error("bind");
    if (listen(s, 10) < 0)
        error("listen");
    socklen_t len = sizeof(addr);
    if (getsockname(s, (struct sockaddr *)&addr, &len) < 0)
        error("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
    fflush(stdout);

    for (;;) {
        int c = accept(s, NULL, NULL);
        if (c < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            error("accept");
        }
        char ch[4000];
        int alive = 1;
        while (alive) {
            ssize_t n = read(c, ch, sizeof(ch));
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                break;
            ssize_t i, k;
            for (i = 0; i < n; i++)
                if (ch[i] >= 'a' && ch[i] <= 'z')
                    ch[i] -= 32;
            i = 0;
            while (i < n && alive) {
                k = write(c, ch + i, n - i);
                if (k > 0)
                    i += k;
                else if (errno != EINTR)
                    alive = 0;
            }
        }
        close(c);
    }
}
