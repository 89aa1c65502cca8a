#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void leave(const char *call)
{
    perror(call);
    exit(1);
}

static int client_waits(int fd)
{
    struct pollfd p = {fd, POLLIN, 0};
    return poll(&p, 1, 0) > 0;
}

static void serve(int fd)
{
    char b[4096];
    ssize_t n, i, k;
    while ((n = recv(fd, b, sizeof b, 0)) != 0) {
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return;
        }
        for (i = 0; i < n; i++)
            if (b[i] >= 'a' && b[i] <= 'z')
                b[i] -= 32;
        for (i = 0; i < n; i += k)
            if ((k = send(fd, b + i, n - i, MSG_NOSIGNAL)) < 0) {
                if (errno != EINTR)
                    return;
                k = 0;
            }
    }
}

int main(int argc, char *argv[])
{
    char *e = NULL;
    long port = 0;
    int on = 1, s, c;
    struct sockaddr_in a;
    socklen_t l = sizeof a;

    if (argc == 2 && strspn(argv[1], "0123456789") > 0)
        port = strtol(argv[1], &e, 10);
    if (e == NULL || *e || argv[1][0] < '0' || port > 65535) {
        fputs("usage: ucserver PORT\n", stderr);
        return 2;
    }
    if ((s = socket(AF_INET, SOCK_STREAM, 0)) < 0)
        leave("ucserver: socket");
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        leave("ucserver: setsockopt");
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = INADDR_ANY;
    if (bind(s, (struct sockaddr *)&a, sizeof a) < 0)
        leave("ucserver: bind");
    if (listen(s, 10) < 0)
        leave("ucserver: listen");
    if (getsockname(s, (struct sockaddr *)&a, &l) < 0)
        leave("ucserver: getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
    fflush(stdout);

    while (1) {
        if (!client_waits(s))
            continue;
        c = accept(s, NULL, NULL);
        if (c < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            leave("ucserver: accept");
        }
        serve(c);
        close(c);
    }
}
