#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM (256 * 1024)

struct text {
    char bytes[ROOM];
    size_t used;     /* what has been received */
    size_t answered; /* what has been sent back */
};

static struct text text;

static void die(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

static int receive(int fd)
{
    ssize_t n;
    do
        n = recv(fd, text.bytes + text.used, ROOM - text.used, 0);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return 0;
    for (size_t i = text.used; i < text.used + n; i++)
        if (text.bytes[i] >= 'a' && text.bytes[i] <= 'z')
            text.bytes[i] -= 'a' - 'A';
    text.used += n;
    return 1;
}

static int answer(int fd)
{
    while (text.answered < text.used) {
        ssize_t n = send(fd, text.bytes + text.answered, text.used - text.answered, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return 0;
        text.answered += n;
    }
    return 1;
}

int main(int argc, char *argv[])
{
    struct sockaddr_in sin;
    socklen_t len = sizeof sin;
    int fd, client, on = 1;
    long port = -1;
    char *end = NULL;

    if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9')
        port = strtol(argv[1], &end, 10);
    if (port < 0 || port > 65535 || *end) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    if ((fd = socket(AF_INET, SOCK_STREAM, 0)) < 0)
        die("socket");
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        die("setsockopt");
    memset(&sin, 0, sizeof sin);
    sin.sin_family = AF_INET;
    sin.sin_port = htons(port);
    sin.sin_addr.s_addr = INADDR_ANY;
    if (bind(fd, (struct sockaddr *)&sin, sizeof sin) < 0)
        die("bind");
    if (listen(fd, 10) < 0)
        die("listen");
    if (getsockname(fd, (struct sockaddr *)&sin, &len) < 0)
        die("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(sin.sin_port));
    fflush(stdout);
    for (;;) {
        client = accept(fd, NULL, NULL);
        if (client < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            die("accept");
        }
        text.used = text.answered = 0;
        while (receive(client) && answer(client))
            ;
        close(client);
    }
}
