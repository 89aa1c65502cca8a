#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFLEN 4096

static int listenfd;

static void die(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

static int port_arg(const char *s)
{
    int n = 0;
    if (*s == 0)
        return -1;
    while (*s >= '0' && *s <= '9' && n <= 65535)
        n = n * 10 + (*s++ - '0');
    return *s != 0 || n > 65535 ? -1 : n;
}

static void init(int port)
{
    struct sockaddr_in a;
    socklen_t alen = sizeof(a);
    int on = 1;

    listenfd = socket(AF_INET, SOCK_STREAM, 0);
    if (listenfd == -1)
        die("socket");
    if (setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1)
        die("setsockopt");
    memset(&a, 0, sizeof(a));
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    a.sin_port = htons(port);
    if (bind(listenfd, (struct sockaddr *)&a, sizeof(a)) == -1)
        die("bind");
    if (listen(listenfd, 10) == -1)
        die("listen");
    if (getsockname(listenfd, (struct sockaddr *)&a, &alen) == -1)
        die("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
    fflush(stdout);
}

static int answer(int fd, char *msg, int len)
{
    int i, n;
    for (i = 0; i < len; i++)
        if (msg[i] >= 'a' && msg[i] <= 'z')
            msg[i] = msg[i] - 'a' + 'A';
    for (i = 0; i < len; i += n) {
        n = send(fd, msg + i, len - i, 0);
        if (n == -1) {
            if (errno != EINTR)
                return -1;
            n = 0;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    char msg[BUFLEN];
    int fd, len, port;

    if (argc != 2 || (port = port_arg(argv[1])) == -1) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    init(port);

    while (1) {
        fd = accept(listenfd, NULL, NULL);
        if (fd == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM)
                continue;
            die("accept");
        }
        do
            len = recv(fd, msg, BUFLEN, 0);
        while (len == -1 && errno == EINTR);
        if (len <= 0) { /* the client has finished */
            close(fd);
            continue;
        }
        if (answer(fd, msg, len) == -1)
            close(fd);
    }
}
