#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

static int write_fully(int fd, const char *b, size_t n)
{
    size_t off;
    for (off = 0; off < n;) {
        ssize_t k = write(fd, b + off, n - off);
        if (k >= 0)
            off += (size_t)k;
        else if (errno != EINTR)
            return -1;
    }
    return 0;
}

static void client_loop(int fd)
{
    char b[4096];
    struct pollfd p;

    p.fd = fd;
    p.events = POLLIN | POLLRDHUP;
    for (;;) {
        if (poll(&p, 1, -1) < 0) {
            if (errno == EINTR)
                continue;
            perror("ucserver: poll");
            return;
        }
        if (p.revents & (POLLERR | POLLNVAL))
            return;
        if (p.revents & POLLIN) {
            ssize_t n = recv(fd, b, sizeof b, 0);
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                return;
            for (ssize_t i = 0; i < n; i++)
                if (b[i] >= 'a' && b[i] <= 'z')
                    b[i] -= 'a' - 'A';
            if (write_fully(fd, b, (size_t)n) < 0)
                return;
        }
        if (p.revents & (POLLRDHUP | POLLHUP))
            return; /* nothing more will come */
    }
}

int main(int argc, char *argv[])
{
    long port;
    char *rest;
    int on = 1;
    struct sockaddr_in sa;
    socklen_t size = sizeof sa;

    if (argc != 2 || strspn(argv[1], "0123456789") == 0) {
        fprintf(stderr, "usage: %s PORT\n", "ucserver");
        return 2;
    }
    port = strtol(argv[1], &rest, 10);
    if (*rest || port > 65535 || strspn(argv[1], "0123456789") != strlen(argv[1])) {
        fprintf(stderr, "usage: %s PORT\n", "ucserver");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int lfd = socket(AF_INET, SOCK_STREAM, 0);
    if (lfd < 0)
        die("socket");
    if (setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        die("setsockopt");
    memset(&sa, 0, sizeof sa);
    sa.sin_family = AF_INET;
    sa.sin_port = htons((in_port_t)port);
    sa.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(lfd, (struct sockaddr *)&sa, sizeof sa) < 0)
        die("bind");
    if (listen(lfd, 10) < 0)
        die("listen");
    if (getsockname(lfd, (struct sockaddr *)&sa, &size) < 0)
        die("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(sa.sin_port));
    fflush(stdout);

    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            die("accept");
        }
        client_loop(fd);
        close(fd);
    }
}
