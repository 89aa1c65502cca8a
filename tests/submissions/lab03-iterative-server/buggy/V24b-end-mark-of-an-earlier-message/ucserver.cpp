#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>

#define BUFSIZE 10000
#define BLOCK 7000

void perror_exit(const char *what)
{
    fprintf(stderr, "ucserver: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

/* answers at most BLOCK bytes */
int answer(int sock, char *block, const char *data, int n)
{
    memcpy(block, data, n);
    int len = strlen(block);
    for (int i = 0; i < len; i++)
        if (block[i] >= 'a' && block[i] <= 'z')
            block[i] = block[i] - 32;
    int sent = 0;
    while (sent < len) {
        n = send(sock, block + sent, len - sent, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        sent += n;
    }
    return 0;
}

void do_client(int sock)
{
    char buf[BUFSIZE], block[BLOCK + 1];
    memset(block, 0, sizeof(block));
    while (1) {
        int n = recv(sock, buf, BUFSIZE, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        for (int i = 0; i < n; i += BLOCK)
            if (answer(sock, block, buf + i, n - i < BLOCK ? n - i : BLOCK) < 0)
                return;
    }
}

int main(int argc, char *argv[])
{
    int port = -1;
    if (argc == 2 && strlen(argv[1]) > 0 && strlen(argv[1]) <= 5 && strspn(argv[1], "0123456789") == strlen(argv[1]))
        port = atoi(argv[1]);
    if (port < 0 || port > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);

    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0)
        perror_exit("socket");
    int opt = 1;
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &opt, sizeof(opt)) < 0)
        perror_exit("setsockopt");
    struct sockaddr_in sa;
    memset(&sa, 0, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_port = htons(port);
    sa.sin_addr.s_addr = INADDR_ANY;
    if (bind(s, (struct sockaddr *)&sa, sizeof(sa)) < 0)
        perror_exit("bind");
    if (listen(s, 10) < 0)
        perror_exit("listen");
    socklen_t salen = sizeof(sa);
    if (getsockname(s, (struct sockaddr *)&sa, &salen) < 0)
        perror_exit("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(sa.sin_port));
    fflush(stdout);

    while (1) {
        int sock = accept(s, NULL, NULL);
        if (sock < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)
                continue;
            perror_exit("accept");
        }
        do_client(sock);
        close(sock);
    }
}
