#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>

static void die(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

static void service(int fd)
{
    char msg[1500];
    ssize_t n, k, i;
    while (1) {
        if ((n = recv(fd, msg, sizeof msg, 0)) < 0) {
            if (errno == EINTR)
                continue;
            perror("ucserver: recv");
            return;
        }
        if (n == 0)
            return;
        for (i = 0; i < n; ++i)
            if (msg[i] >= 'a' && msg[i] <= 'z')
                msg[i] &= ~0x20;
        for (i = 0; i < n; i += k)
            if ((k = send(fd, msg + i, n - i, 0)) < 0) {
                if (errno != EINTR) {
                    perror("ucserver: send");
                    return;
                }
                k = 0;
            }
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in sin = {};
    socklen_t len = sizeof sin;
    int s, fd, on = 1, port = 0;
    const char *p = argc == 2 ? argv[1] : "";

    do {
        if (*p < '0' || *p > '9' || (port = port * 10 + *p - '0') > 65535) {
            fprintf(stderr, "usage: ucserver PORT\n");
            return 2;
        }
    } while (*++p);

    signal(SIGPIPE, SIG_IGN);
    if ((s = socket(AF_INET, SOCK_STREAM, 0)) < 0)
        die("socket");
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        die("setsockopt");
    sin.sin_family = AF_INET;
    sin.sin_port = htons(port);
    sin.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(s, (struct sockaddr *)&sin, sizeof sin) < 0)
        die("bind");
    if (listen(s, 10) < 0)
        die("listen");
    if (getsockname(s, (struct sockaddr *)&sin, &len) < 0)
        die("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(sin.sin_port));
    fflush(stdout);

    while (1) {
        if (fd = accept(s, NULL, NULL) < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            die("accept");
        }
        service(fd);
        close(fd);
    }
}
