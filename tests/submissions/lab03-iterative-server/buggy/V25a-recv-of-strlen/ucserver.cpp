#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int check(int result, const char *call)
{
    if (result == -1) {
        fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
        exit(1);
    }
    return result;
}

void usage(void)
{
    fprintf(stderr, "usage: ucserver PORT\n");
    exit(2);
}

int main(int argc, char **argv)
{
    char buf[2048];
    char *end;
    int yes = 1;

    if (argc != 2 || argv[1][0] < '0' || argv[1][0] > '9')
        usage();
    long port = strtol(argv[1], &end, 10);
    if (*end || port > 65535)
        usage();

    signal(SIGPIPE, SIG_IGN);
    int server = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    check(setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), "setsockopt");
    struct sockaddr_in addr;
    socklen_t len = sizeof addr;
    memset(&addr, 0, sizeof addr);
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    check(bind(server, (struct sockaddr *)&addr, sizeof addr), "bind");
    check(listen(server, 10), "listen");
    check(getsockname(server, (struct sockaddr *)&addr, &len), "getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(addr.sin_port));
    fflush(stdout);

    while (1) {
        int client = accept(server, NULL, NULL);
        if (client == -1 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO))
            continue;
        check(client, "accept");
        memset(buf, 0, sizeof buf);
        while (1) {
            ssize_t n = recv(client, buf, strlen(buf), 0);
            if (n == -1 && errno == EINTR)
                continue;
            if (n <= 0)
                break;
            for (ssize_t i = 0; i < n; i++)
                if (buf[i] >= 'a' && buf[i] <= 'z')
                    buf[i] += 'A' - 'a';
            ssize_t sent = 0, k = 0;
            while (sent < n) {
                k = send(client, buf + sent, n - sent, 0);
                if (k == -1 && errno != EINTR)
                    break;
                if (k > 0)
                    sent += k;
            }
            if (sent < n)
                break;
        }
        close(client);
    }
}
