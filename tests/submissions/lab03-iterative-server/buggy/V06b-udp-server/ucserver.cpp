#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXDATA 65507

static void die(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

static int read_port(const char *s)
{
    int port = 0;
    const char *p;
    for (p = s; *p != '\0' && p - s < 6; p++) {
        if (*p < '0' || *p > '9')
            return -1;
        port = 10 * port + *p - '0';
    }
    if (p == s || port > 65535)
        return -1;
    return port;
}

int main(int argc, char *argv[])
{
    static char data[MAXDATA];
    struct sockaddr_in addr, peer;
    socklen_t len;
    int sock, port, on = 1;

    port = argc == 2 ? read_port(argv[1]) : -1;
    if (port == -1) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }

    sock = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    if (sock == -1)
        die("socket");
    if (setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
        die("setsockopt");
    memset(&addr, 0, sizeof addr);
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    addr.sin_port = htons(port);
    if (bind(sock, (struct sockaddr *)&addr, sizeof addr) == -1)
        die("bind");
    len = sizeof addr;
    if (getsockname(sock, (struct sockaddr *)&addr, &len) == -1)
        die("getsockname");
    printf("ready %s %d\n", inet_ntoa(addr.sin_addr), ntohs(addr.sin_port));
    fflush(stdout);

    for (;;) {
        ssize_t n, i;
        len = sizeof peer;
        n = recvfrom(sock, data, sizeof data, 0, (struct sockaddr *)&peer, &len);
        if (n == -1) {
            if (errno != EINTR)
                perror("ucserver: recvfrom");
            continue;
        }
        for (i = 0; i < n; i++)
            if (data[i] >= 'a' && data[i] <= 'z')
                data[i] = data[i] - 'a' + 'A';
        while (sendto(sock, data, n, 0, (struct sockaddr *)&peer, len) == -1) {
            if (errno == EINTR)
                continue;
            perror("ucserver: sendto");
            break;
        }
    }
}
