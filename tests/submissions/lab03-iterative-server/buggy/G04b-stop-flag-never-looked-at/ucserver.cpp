#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>

static volatile sig_atomic_t running = 1;

static void on_term(int sig)
{
    (void)sig;
    running = 0;
}

static void die(const char *what)
{
    fprintf(stderr, "ucserver: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void serve(int fd)
{
    char buf[4096], *p;
    ssize_t n, w;

    while (running) {
        n = read(fd, buf, sizeof(buf));
        if (n == -1 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        for (p = buf; p < buf + n; p++)
            if (*p >= 'a' && *p <= 'z')
                *p = *p - 'a' + 'A';
        for (p = buf; n > 0; p += w, n -= w) {
            w = write(fd, p, n);
            if (w == -1) {
                if (errno != EINTR)
                    return;
                w = 0;
            }
        }
    }
}

int main(int argc, char *argv[])
{
    int listenfd, connfd, port, one = 1;
    struct sockaddr_in addr;
    socklen_t len = sizeof(addr);

    if (argc != 2 || strlen(argv[1]) < 1 || strlen(argv[1]) > 5 ||
        strspn(argv[1], "0123456789") != strlen(argv[1]) || (port = atoi(argv[1])) > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, on_term);

    if ((listenfd = socket(AF_INET, SOCK_STREAM, 0)) == -1)
        die("socket");
    if (setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == -1)
        die("setsockopt");
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(listenfd, (struct sockaddr *)&addr, sizeof(addr)) == -1)
        die("bind");
    if (listen(listenfd, 10) == -1)
        die("listen");
    if (getsockname(listenfd, (struct sockaddr *)&addr, &len) == -1)
        die("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
    fflush(stdout);

    while (running) {
        connfd = accept(listenfd, NULL, NULL);
        if (connfd == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            die("accept");
        }
        serve(connfd);
        close(connfd);
    }
    close(listenfd);
    return 0;
}
