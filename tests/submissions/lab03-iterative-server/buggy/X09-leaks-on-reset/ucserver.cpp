#include <errno.h>
#include <netinet/in.h>
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

static void serve(int connfd)
{
    char buf[4096];
    ssize_t n, m, off;

    for (;;) {
        n = recv(connfd, buf, sizeof(buf), 0);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            perror("ucserver: recv");
            return;
        }
        if (n == 0)
            break;
        for (off = 0; off < n; off++)
            if (buf[off] >= 'a' && buf[off] <= 'z')
                buf[off] = (char)(buf[off] - 'a' + 'A');
        for (off = 0; off < n; off += m) {
            m = send(connfd, buf + off, n - off, 0);
            if (m < 0 && errno == EINTR)
                m = 0;
            if (m < 0) {
                perror("ucserver: send");
                return;
            }
        }
    }
    close(connfd);
}

int main(int argc, char *argv[])
{
    unsigned long port;
    char *end;
    int fd, connfd, opt = 1;
    struct sockaddr_in addr = {};
    socklen_t len = sizeof(addr);

    if (argc != 2 || argv[1][0] < '0' || argv[1][0] > '9' || (port = strtoul(argv[1], &end, 10)) > 65535 || *end) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        die("socket");
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &opt, sizeof(opt)) < 0)
        die("setsockopt");
    addr.sin_family = AF_INET;
    addr.sin_port = htons((unsigned short)port);
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
        die("bind");
    if (listen(fd, 10) < 0)
        die("listen");
    if (getsockname(fd, (struct sockaddr *)&addr, &len) < 0)
        die("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
    fflush(stdout);
    for (;;) {
        connfd = accept(fd, NULL, NULL);
        if (connfd >= 0)
            serve(connfd);
        else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO)
            die("accept");
    }
}
