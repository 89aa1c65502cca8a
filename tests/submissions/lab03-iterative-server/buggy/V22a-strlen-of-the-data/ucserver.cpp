#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void error(const char *msg)
{
    fprintf(stderr, "ucserver: %s: %s\n", msg, strerror(errno));
    exit(1);
}

static void to_upper_string(char *s)
{
    for (; *s; s++)
        if (*s >= 'a' && *s <= 'z')
            *s = toupper(*s);
}

static int write_string(int fd, const char *s)
{
    size_t left = strlen(s);
    while (left > 0) {
        ssize_t n = write(fd, s, left);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        s += n;
        left -= n;
    }
    return 0;
}

int main(int argc, char *argv[])
{
    struct sockaddr_in serv_addr, cli_addr;
    socklen_t clilen, servlen = sizeof(serv_addr);
    char buffer[2001], *endp;
    int sockfd, newsockfd, enable = 1;
    long portno;

    if (argc != 2 || !isdigit((unsigned char)argv[1][0])) {
        fprintf(stderr, "usage: ucserver PORT\n");
        exit(2);
    }
    portno = strtol(argv[1], &endp, 10);
    if (*endp || portno > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        exit(2);
    }
    signal(SIGPIPE, SIG_IGN);
    sockfd = socket(AF_INET, SOCK_STREAM, 0);
    if (sockfd < 0) error("socket");
    if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof(enable)) < 0) error("setsockopt");
    bzero((char *)&serv_addr, sizeof(serv_addr));
    serv_addr.sin_family = AF_INET;
    serv_addr.sin_addr.s_addr = INADDR_ANY;
    serv_addr.sin_port = htons(portno);
    if (bind(sockfd, (struct sockaddr *)&serv_addr, sizeof(serv_addr)) < 0) error("bind");
    if (listen(sockfd, 8) < 0) error("listen");
    if (getsockname(sockfd, (struct sockaddr *)&serv_addr, &servlen) < 0) error("getsockname");
    printf("ready %s %d\n", inet_ntoa(serv_addr.sin_addr), ntohs(serv_addr.sin_port));
    fflush(stdout);

    while (1) {
        clilen = sizeof(cli_addr);
        newsockfd = accept(sockfd, (struct sockaddr *)&cli_addr, &clilen);
        if (newsockfd < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
            error("accept");
        }
        while (1) {
            ssize_t n = read(newsockfd, buffer, 2000);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) break;
            buffer[n] = 0;
            to_upper_string(buffer);
            if (write_string(newsockfd, buffer) < 0) break;
        }
        close(newsockfd);
    }
}
