#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>

static void oops(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

/* one stream to read from the client, one to write to it */
static void serve(int fd)
{
    int fd2 = dup(fd);
    if (fd2 < 0) {
        perror("ucserver: dup");
        close(fd);
        return;
    }
    FILE *from = fdopen(fd, "r");
    FILE *to = fdopen(fd2, "w");
    if (from == NULL || to == NULL)
        oops("fdopen");
    int ch;
    while ((ch = getc(from)) != EOF) {
        if (ch >= 'a' && ch <= 'z')
            ch = ch - 'a' + 'A';
        if (putc(ch, to) == EOF)
            break;
    }
    fclose(to);
    fclose(from);
}

static int listen_on(int port)
{
    struct sockaddr_in a;
    int on = 1, fd = socket(PF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        oops("socket");
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        oops("setsockopt");
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0)
        oops("bind");
    if (listen(fd, 64) < 0)
        oops("listen");
    return fd;
}

static int port_of(int fd)
{
    struct sockaddr_in a;
    socklen_t n = sizeof a;
    if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
        oops("getsockname");
    return ntohs(a.sin_port);
}

int main(int argc, char **argv)
{
    char *end;
    long port;

    if (argc != 2 || strchr("0123456789", argv[1][0]) == NULL || argv[1][0] == '\0' ||
        (port = strtol(argv[1], &end, 10), *end != '\0' || port > 65535)) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int lsock = listen_on((int)port);
    printf("ready 0.0.0.0 %d\n", port_of(lsock));
    fflush(stdout);
    while (1) {
        int csock = accept(lsock, NULL, NULL);
        if (csock >= 0)
            serve(csock);
        else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO)
            oops("accept");
    }
}
