#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
    int fd;
    struct sockaddr_in addr;
    socklen_t addrlen;
};

static int make_server(unsigned short port)
{
    struct sockaddr_in sa;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) {
        perror("ucserver: socket");
        exit(1);
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0) {
        perror("ucserver: setsockopt");
        exit(1);
    }
    memset(&sa, 0, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_addr.s_addr = htonl(INADDR_ANY);
    sa.sin_port = htons(port);
    if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0) {
        perror("ucserver: bind");
        exit(1);
    }
    if (listen(fd, 24) < 0) {
        perror("ucserver: listen");
        exit(1);
    }
    return fd;
}

static void print_ready(int fd)
{
    struct sockaddr_in sa;
    socklen_t len = sizeof(sa);
    if (getsockname(fd, (struct sockaddr *)&sa, &len) < 0) {
        perror("ucserver: getsockname");
        exit(1);
    }
    printf("ready 0.0.0.0 %d\n", ntohs(sa.sin_port));
    fflush(stdout);
}

static void handle(const struct client *c)
{
    char buf[4096];
    ssize_t n, done, k;
    for (;;) {
        n = read(c->fd, buf, sizeof(buf));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        for (k = 0; k < n; k++)
            if (buf[k] >= 'a' && buf[k] <= 'z')
                buf[k] = (char)(buf[k] - 'a' + 'A');
        for (done = 0; done < n; done += k) {
            k = write(c->fd, buf + done, n - done);
            if (k < 0) {
                if (errno != EINTR)
                    return;
                k = 0;
            }
        }
    }
}

int main(int argc, char *argv[])
{
    unsigned long port = 0;
    char *end = NULL;

    if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9')
        port = strtoul(argv[1], &end, 10);
    if (end == NULL || *end != '\0' || port > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int server = make_server((unsigned short)port);
    print_ready(server);

    struct client c;
    memset(&c, 0xff, sizeof(c)); /* nobody yet */
    for (;;) {
        c.fd = accept(server, (struct sockaddr *)&c.addr, &c.addrlen);
        if (c.fd < 0) {
            if (errno != EINTR)
                perror("ucserver: accept");
            continue;
        }
        handle(&c);
        close(c.fd);
        c.fd = -1;
    }
}
