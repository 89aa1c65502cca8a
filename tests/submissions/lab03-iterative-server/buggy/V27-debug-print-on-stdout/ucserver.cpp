#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 10
#define LEN 4096

static void sys_error(const char *call)
{
    fprintf(stderr, "ucserver: %s: %s\n", call, strerror(errno));
    exit(1);
}

static int sendall(int s, const char *buf, int len)
{
    int total = 0;
    while (total < len) {
        int n = send(s, buf + total, len - total, MSG_NOSIGNAL);
        if (n == -1 && errno == EINTR) continue;
        if (n == -1) return -1;
        total += n;
    }
    return 0;
}

int main(int argc, char *argv[])
{
    int sockfd, new_fd, numbytes, yes = 1;
    struct sockaddr_in my_addr, their_addr;
    socklen_t sin_size;
    char buf[LEN], s[INET_ADDRSTRLEN];
    char *end = NULL;
    long port = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 2 && *argv[1] && strspn(argv[1], "0123456789") == strlen(argv[1]))
        port = strtol(argv[1], &end, 10);
    if (end == NULL || port > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        exit(2);
    }
    if ((sockfd = socket(PF_INET, SOCK_STREAM, 0)) == -1) sys_error("socket");
    if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(int)) == -1) sys_error("setsockopt");
    memset(&my_addr, 0, sizeof my_addr);
    my_addr.sin_family = AF_INET;
    my_addr.sin_port = htons(port);
    my_addr.sin_addr.s_addr = INADDR_ANY;
    if (bind(sockfd, (struct sockaddr *)&my_addr, sizeof my_addr) == -1) sys_error("bind");
    if (listen(sockfd, BACKLOG) == -1) sys_error("listen");
    sin_size = sizeof my_addr;
    if (getsockname(sockfd, (struct sockaddr *)&my_addr, &sin_size) == -1) sys_error("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(my_addr.sin_port));

    while (1) {
        sin_size = sizeof their_addr;
        new_fd = accept(sockfd, (struct sockaddr *)&their_addr, &sin_size);
        if (new_fd == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
            sys_error("accept");
        }
        inet_ntop(AF_INET, &their_addr.sin_addr, s, sizeof s);
        printf("server: got connection from %s\n", s);
        while (1) {
            numbytes = recv(new_fd, buf, LEN, 0);
            if (numbytes == -1 && errno == EINTR) continue;
            if (numbytes <= 0) break;
            for (int i = 0; i < numbytes; i++)
                if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] -= 'a' - 'A';
            if (sendall(new_fd, buf, numbytes) == -1) break;
        }
        close(new_fd);
    }
}
