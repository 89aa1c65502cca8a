#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAUSE 200000 /* microseconds: time enough for the data to arrive */

static char data[65536];

static void give_up(const char *call)
{
    perror(call);
    exit(1);
}

static int deliver(int fd, int n)
{
    int pos = 0;
    while (pos < n) {
        int k = write(fd, data + pos, n - pos);
        if (k < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        pos += k;
    }
    return 0;
}

static void serve(int fd)
{
    int n, i;
    while (1) {
        usleep(PAUSE);
        n = recv(fd, data, sizeof data, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        for (i = 0; i < n; i++)
            if (data[i] >= 'a' && data[i] <= 'z')
                data[i] -= 'a' - 'A';
        if (deliver(fd, n) < 0)
            break;
    }
    close(fd);
}

int main(int argc, char *argv[])
{
    struct sockaddr_in me;
    socklen_t melen = sizeof me;
    int on = 1, s, c;
    unsigned int port;
    int used = 0;

    if (argc != 2 || strchr("0123456789", argv[1][0]) == NULL || sscanf(argv[1], "%8u%n", &port, &used) != 1 ||
        argv[1][used] != '\0' || port > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        exit(2);
    }
    signal(SIGPIPE, SIG_IGN);
    s = socket(AF_INET, SOCK_STREAM, 0);
    if (s == -1)
        give_up("ucserver: socket");
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
        give_up("ucserver: setsockopt");
    memset(&me, 0, sizeof me);
    me.sin_family = AF_INET;
    me.sin_port = htons(port);
    me.sin_addr.s_addr = INADDR_ANY;
    if (bind(s, (struct sockaddr *)&me, sizeof me) == -1)
        give_up("ucserver: bind");
    if (listen(s, 10) == -1)
        give_up("ucserver: listen");
    if (getsockname(s, (struct sockaddr *)&me, &melen) == -1)
        give_up("ucserver: getsockname");
    printf("ready 0.0.0.0 %u\n", (unsigned)ntohs(me.sin_port));
    fflush(stdout);
    while (1) {
        c = accept(s, NULL, NULL);
        if (c != -1)
            serve(c);
        else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO)
            give_up("ucserver: accept");
    }
}
