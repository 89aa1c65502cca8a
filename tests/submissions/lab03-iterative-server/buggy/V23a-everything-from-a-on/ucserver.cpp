#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(call, name) do { if ((call) == -1) { perror("ucserver: " name); exit(1); } } while (0)

static int convert_port(const char *arg)
{
    int port = 0;
    const char *p;
    for (p = arg; *p; p++) {
        if (*p < '0' || *p > '9') return -1;
        port = 10 * port + (*p - '0');
        if (port > 65535) return -1;
    }
    return p == arg ? -1 : port;
}

/* returns 0 as long as the client is there */
static int one_round(int fd)
{
    char buf[3000];
    char *p = buf;
    ssize_t n = read(fd, buf, sizeof buf);
    if (n == -1 && errno == EINTR) return 0;
    if (n <= 0) return 1;
    for (ssize_t i = 0; i < n; i++)
        if (buf[i] >= 'a') buf[i] -= 'a' - 'A';
    while (n > 0) {
        ssize_t w = write(fd, p, n);
        if (w == -1) {
            if (errno == EINTR) continue;
            return 1;
        }
        p += w;
        n -= w;
    }
    return 0;
}

int main(int argc, char *argv[])
{
    int port = argc == 2 ? convert_port(argv[1]) : -1;
    if (port == -1) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    CHECK(sigaction(SIGPIPE, &ignore, NULL), "sigaction");

    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    CHECK(s, "socket");
    CHECK(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    struct sockaddr_in a = {};
    socklen_t alen = sizeof a;
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    CHECK(bind(s, (struct sockaddr *)&a, sizeof a), "bind");
    CHECK(listen(s, 12), "listen");
    CHECK(getsockname(s, (struct sockaddr *)&a, &alen), "getsockname");
    dprintf(STDOUT_FILENO, "ready 0.0.0.0 %d\n", ntohs(a.sin_port));

    for (;;) {
        struct pollfd p = {s, POLLIN, 0};
        if (poll(&p, 1, -1) == -1) {
            if (errno == EINTR) continue;
            perror("ucserver: poll");
            return 1;
        }
        int c = accept(s, NULL, NULL);
        if (c == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
            perror("ucserver: accept");
            return 1;
        }
        while (one_round(c) == 0)
            ;
        close(c);
    }
}
