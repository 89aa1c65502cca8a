#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>

#define SIZE 1024

static void upcase(char *s, int n)
{
    while (n-- > 0) {
        if (*s >= 'a' && *s <= 'z')
            *s = *s - 'a' + 'A';
        s++;
    }
}

static void handle(int c)
{
    char b[SIZE];
    while (1) {
        int n = recv(c, b, SIZE, MSG_WAITALL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        upcase(b, n);
        int off = 0;
        while (off < n) {
            int k = write(c, b + off, n - off);
            if (k < 0 && errno == EINTR)
                continue;
            if (k < 0)
                return;
            off += k;
        }
    }
}

int main(int argc, char *argv[])
{
    int s, c, one = 1;
    unsigned port;
    char junk;
    struct sockaddr_in sin;
    socklen_t sinlen = sizeof(sin);

    if (argc != 2 || argv[1][0] < '0' || argv[1][0] > '9' || sscanf(argv[1], "%6u%c", &port, &junk) != 1 || port > 65535) {
        fputs("usage: ucserver PORT\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    if ((s = socket(AF_INET, SOCK_STREAM, 0)) < 0) {
        perror("ucserver: socket");
        return 1;
    }
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0) {
        perror("ucserver: setsockopt");
        return 1;
    }
    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_port = htons(port);
    sin.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) < 0) {
        perror("ucserver: bind");
        return 1;
    }
    if (listen(s, 10) < 0) {
        perror("ucserver: listen");
        return 1;
    }
    if (getsockname(s, (struct sockaddr *)&sin, &sinlen) < 0) {
        perror("ucserver: getsockname");
        return 1;
    }
    printf("ready 0.0.0.0 %u\n", (unsigned)ntohs(sin.sin_port));
    fflush(stdout);
    for (;;) {
        c = accept(s, NULL, NULL);
        if (c < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            perror("ucserver: accept");
            return 1;
        }
        handle(c);
        close(c);
    }
}
