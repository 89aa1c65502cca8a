#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void error(const char *msg)
{
    fprintf(stderr, "ucserver: %s: %s\n", msg, strerror(errno));
    exit(1);
}

static void dostuff(int sock)
{
    char buffer[2560];
    for (;;) {
        ssize_t n = read(sock, buffer, sizeof buffer), i, k;
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        for (i = 0; i < n; i++)
            if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] += 'A' - 'a';
        for (i = 0; i < n; i += k) {
            k = write(sock, buffer + i, n - i);
            if (k < 0) {
                if (errno != EINTR) return;
                k = 0;
            }
        }
    }
}

int main(int argc, char *argv[])
{
    int sockfd, newsockfd, one = 1;
    char *end = NULL;
    long portno = 0;
    struct sockaddr_in serv_addr = {};
    socklen_t len = sizeof serv_addr;
    pid_t pid, server = getpid();

    if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9') portno = strtol(argv[1], &end, 10);
    if (!end || *end || portno > 65535) {
        fprintf(stderr, "usage: ucserver PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    if ((sockfd = socket(AF_INET, SOCK_STREAM, 0)) < 0) error("socket");
    if (setsockopt(sockfd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0) error("setsockopt");
    serv_addr.sin_family = AF_INET;
    serv_addr.sin_addr.s_addr = INADDR_ANY;
    serv_addr.sin_port = htons(portno);
    if (bind(sockfd, (struct sockaddr *)&serv_addr, sizeof serv_addr) < 0) error("bind");
    if (listen(sockfd, 10) < 0) error("listen");
    if (getsockname(sockfd, (struct sockaddr *)&serv_addr, &len) < 0) error("getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(serv_addr.sin_port));
    fflush(stdout);

    while (1) {
        newsockfd = accept(sockfd, NULL, NULL);
        if (newsockfd < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
            error("accept");
        }
        pid = fork();
        if (pid < 0) {
            perror("ucserver: fork");
        } else if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM); /* no child survives the server */
            if (getppid() != server) _exit(0);
            close(sockfd);
            dostuff(newsockfd);
            _exit(0);
        }
        close(newsockfd);
    }
}
