#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <netinet/in.h>
#include <unistd.h>

enum { BLOCK = 2048, WAITING = 32 };

static int valid(const char *port)
{
    return *port && strspn(port, "0123456789") == strlen(port) && strlen(port) < 8 && atoi(port) < 65536;
}

static int open_listener(const char *port)
{
    struct addrinfo hints, *list;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    int rc = getaddrinfo(NULL, port, &hints, &list);
    if (rc != 0) {
        fprintf(stderr, "ucserver: getaddrinfo: %s\n", gai_strerror(rc));
        exit(1);
    }
    int on = 1;
    int fd = socket(list->ai_family, list->ai_socktype, list->ai_protocol);
    if (fd == -1) { perror("ucserver: socket"); exit(1); }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1) { perror("ucserver: setsockopt"); exit(1); }
    if (bind(fd, list->ai_addr, list->ai_addrlen) == -1) { perror("ucserver: bind"); exit(1); }
    if (listen(fd, WAITING) == -1) { perror("ucserver: listen"); exit(1); }
    freeaddrinfo(list);
    return fd;
}

static void say_ready(int fd)
{
    struct sockaddr_storage where;
    socklen_t size = sizeof where;
    char host[NI_MAXHOST], serv[NI_MAXSERV];
    if (getsockname(fd, (struct sockaddr *)&where, &size) == -1) { perror("ucserver: getsockname"); exit(1); }
    int rc = getnameinfo((struct sockaddr *)&where, size, host, sizeof host, serv, sizeof serv,
                         NI_NUMERICHOST | NI_NUMERICSERV);
    if (rc != 0) { fprintf(stderr, "ucserver: getnameinfo: %s\n", gai_strerror(rc)); exit(1); }
    printf("ready %s %s\n", host, serv);
    fflush(stdout);
}

static int put(int fd, const char *p, const char *end)
{
    while (p != end) {
        ssize_t k = send(fd, p, end - p, 0);
        if (k > 0)
            p += k;
        else if (errno != EINTR)
            return -1;
    }
    return 0;
}

int main(int argc, char *argv[])
{
    if (argc != 2 || !valid(argv[1])) {
        fprintf(stderr, "usage: %s PORT\n", argc > 0 ? argv[0] : "ucserver");
        return 2;
    }
    int lfd = open_listener(argv[1]);
    say_ready(lfd);
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == ENETDOWN) continue;
            perror("ucserver: accept");
            return 1;
        }
        char block[BLOCK];
        for (;;) {
            ssize_t n = recv(fd, block, BLOCK, MSG_NOSIGNAL);
            if (n == -1 && errno == EINTR) continue;
            if (n <= 0) break;
            for (char *p = block; p < block + n; ++p)
                if (*p >= 'a' && *p <= 'z') *p ^= 0x20;
            if (put(fd, block, block + n) == -1) break;
        }
        close(fd);
    }
}
