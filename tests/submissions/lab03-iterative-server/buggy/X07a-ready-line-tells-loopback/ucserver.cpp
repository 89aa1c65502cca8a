#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <signal.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <netinet/in.h>

#define LOCALHOST "127.0.0.1"

int sock_error(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    return EXIT_FAILURE;
}

int shout(int fd, char *s, size_t n)
{
    size_t i;
    for (i = 0; i < n; i++)
        if (s[i] >= 'a' && s[i] <= 'z')
            s[i] -= 'a' - 'A';
    while (n) {
        ssize_t k = send(fd, s, n, MSG_NOSIGNAL);
        if (k == -1) {
            if (errno == EINTR)
                continue;
            return 0;
        }
        s += k;
        n -= k;
    }
    return 1;
}

int main(int argc, char *argv[])
{
    char text[777];
    int listener, yes = 1, port;
    struct sockaddr_in addr;
    socklen_t addrlen = sizeof addr;

    if (argc != 2 || *argv[1] == '\0' || strlen(argv[1]) > 5 || strspn(argv[1], "0123456789") < strlen(argv[1]) ||
        (port = atoi(argv[1])) > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        return sock_error("socket");
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1)
        return sock_error("setsockopt");
    memset(&addr, 0, sizeof addr);
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(listener, (struct sockaddr *)&addr, sizeof addr) == -1)
        return sock_error("bind");
    if (listen(listener, 10) == -1)
        return sock_error("listen");
    if (getsockname(listener, (struct sockaddr *)&addr, &addrlen) == -1)
        return sock_error("getsockname");
    printf("ready %s %d\n", LOCALHOST, ntohs(addr.sin_port));
    fflush(stdout);
    for (;;) {
        ssize_t n;
        int conn = accept(listener, NULL, NULL);
        if (conn == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            return sock_error("accept");
        }
        do
            n = recv(conn, text, sizeof text, 0);
        while ((n > 0 && shout(conn, text, n)) || (n == -1 && errno == EINTR));
        close(conn);
    }
}
