#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PATIENCE 2 /* seconds */

int fail(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    return 1;
}

void converse(int fd)
{
    struct timeval limit = {PATIENCE, 0};
    char buf[4096];

    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0) {
        fail("setsockopt");
        return;
    }
    while (1) {
        ssize_t n = recv(fd, buf, sizeof buf, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail("recv");
            return;
        }
        if (n == 0)
            return;
        for (ssize_t i = 0; i < n; i++)
            if ('a' <= buf[i] && buf[i] <= 'z')
                buf[i] -= 32;
        for (ssize_t done = 0; done < n;) {
            ssize_t k = send(fd, buf + done, n - done, 0);
            if (k < 0 && errno == EINTR)
                continue;
            if (k < 0) {
                fail("send");
                return;
            }
            done += k;
        }
    }
}

int main(int argc, char **argv)
{
    int port = 0;
    const char *p = argc == 2 ? argv[1] : "x";
    if (*p == '\0')
        p = "x";
    for (; *p >= '0' && *p <= '9' && port <= 65535; p++)
        port = port * 10 + *p - '0';
    if (*p != '\0' || port > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);

    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (s < 0)
        return fail("socket");
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        return fail("setsockopt");
    struct sockaddr_in a;
    socklen_t l = sizeof a;
    memset(&a, 0, l);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    if (bind(s, (struct sockaddr *)&a, l) < 0)
        return fail("bind");
    if (listen(s, 11) < 0)
        return fail("listen");
    if (getsockname(s, (struct sockaddr *)&a, &l) < 0)
        return fail("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
    fflush(stdout);

    while (1) {
        int fd = accept(s, NULL, NULL);
        if (fd >= 0) {
            converse(fd);
            close(fd);
        } else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) {
            return fail("accept");
        }
    }
}
