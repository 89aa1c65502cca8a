#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXLINE 4096

void fail(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

int Socket(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) fail("socket");
    return fd;
}

int Accept(int listenfd)
{
    for (;;) {
        int fd = accept(listenfd, NULL, NULL);
        if (fd >= 0) return fd;
        if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO) fail("accept");
    }
}

ssize_t Recv(int fd, char *buf, size_t size)
{
    ssize_t n;
    do {
        n = recv(fd, buf, size, 0);
    } while (n < 0 && errno == EINTR);
    if (n < 0) fail("recv");
    return n;
}

/* 0 when the client does not listen any more */
int sendn(int fd, const char *buf, size_t n)
{
    while (n > 0) {
        ssize_t k = send(fd, buf, n, 0);
        if (k < 0) {
            if (errno == EINTR) continue;
            perror("ucserver: send");
            return 0;
        }
        buf += k;
        n -= (size_t)k;
    }
    return 1;
}

void echo(int fd)
{
    char buf[MAXLINE];
    ssize_t n;
    while ((n = Recv(fd, buf, sizeof buf)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 32;
        if (!sendn(fd, buf, (size_t)n)) break;
    }
}

int main(int argc, char **argv)
{
    char *rest = NULL;
    long port = -1;
    if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9') port = strtol(argv[1], &rest, 10);
    if (port < 0 || port > 65535 || *rest != '\0') {
        fprintf(stderr, "usage: ucserver PORT\n");
        exit(2);
    }
    signal(SIGPIPE, SIG_IGN);

    int listenfd = Socket();
    int yes = 1;
    if (setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) fail("setsockopt");
    struct sockaddr_in me;
    memset(&me, 0, sizeof me);
    me.sin_family = AF_INET;
    me.sin_port = htons((unsigned short)port);
    me.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(listenfd, (struct sockaddr *)&me, sizeof me) < 0) fail("bind");
    if (listen(listenfd, 16) < 0) fail("listen");
    socklen_t len = sizeof me;
    if (getsockname(listenfd, (struct sockaddr *)&me, &len) < 0) fail("getsockname");
    printf("ready 0.0.0.0 %hu\n", ntohs(me.sin_port));
    fflush(stdout);

    for (;;) {
        int connfd = Accept(listenfd);
        echo(connfd);
        close(connfd);
    }
}
