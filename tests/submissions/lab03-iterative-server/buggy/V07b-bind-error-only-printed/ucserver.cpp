#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int setup(unsigned port)
{
    int fd, one = 1;
    struct sockaddr_in sa;

    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) {
        perror("ucserver: socket");
        exit(1);
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, (char *)&one, sizeof(one)) < 0) {
        perror("ucserver: setsockopt");
        exit(1);
    }
    bzero(&sa, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_port = htons(port);
    sa.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0)
        perror("ucserver: bind");
    if (listen(fd, 12) < 0) {
        perror("ucserver: listen");
        exit(1);
    }
    return fd;
}

static unsigned bound_port(int fd)
{
    struct sockaddr_in sa;
    socklen_t len = sizeof(sa);
    if (getsockname(fd, (struct sockaddr *)&sa, &len) < 0) {
        perror("ucserver: getsockname");
        exit(1);
    }
    return ntohs(sa.sin_port);
}

static void session(int fd)
{
    char in[256], out[256];
    ssize_t n;

    for (;;) {
        n = read(fd, in, sizeof(in));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        for (int i = 0; i < n; i++)
            out[i] = in[i] >= 'a' && in[i] <= 'z' ? in[i] - 'a' + 'A' : in[i];
        for (ssize_t off = 0, w; off < n; off += w) {
            w = write(fd, out + off, n - off);
            if (w < 0 && errno != EINTR)
                return;
            if (w < 0)
                w = 0;
        }
    }
}

int main(int argc, char **argv)
{
    int lfd, fd;
    unsigned long port = 0;

    if (argc == 2 && argv[1][0] != '\0' && strlen(argv[1]) <= 5 && strspn(argv[1], "0123456789") == strlen(argv[1]))
        port = strtoul(argv[1], NULL, 10);
    else
        port = 65536;
    if (port > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    lfd = setup(port);
    printf("ready 0.0.0.0 %u\n", bound_port(lfd));
    fflush(stdout);
    for (;;) {
        fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM)
                continue;
            perror("ucserver: accept");
            return 1;
        }
        session(fd);
        close(fd);
    }
}
