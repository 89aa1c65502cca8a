#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUFLEN 4096

static void perror_exit(const char *what)
{
    fprintf(stderr, "forkserver: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void reap(int signo)
{
    int saved = errno;
    (void)signo;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = saved;
}

/* the server leads a process group of its own */
static void terminate(int signo)
{
    signal(signo, SIG_IGN);
    killpg(getpgrp(), SIGTERM);
    _exit(0);
}

static void install(int signo, void (*handler)(int))
{
    struct sigaction sa;
    memset(&sa, 0, sizeof(sa));
    sa.sa_handler = handler;
    sa.sa_flags = SA_RESTART;
    sigemptyset(&sa.sa_mask);
    if (sigaction(signo, &sa, NULL) == -1)
        perror_exit("sigaction");
}

static int send_all(int fd, const char *p, int len)
{
    while (len > 0) {
        int n = send(fd, p, len, MSG_NOSIGNAL);
        if (n == -1 && errno == EINTR)
            continue;
        if (n == -1)
            return -1;
        p += n;
        len -= n;
    }
    return 0;
}

static void dostuff(int sockfd, int fd, int number)
{
    char buf[BUFLEN];
    int i, n;

    n = sprintf(buf, "#%d %d\n", number, (int)getpid());
    if (send_all(fd, buf, n) == -1)
        return;
    while (1) {
        n = recv(fd, buf, BUFLEN, 0);
        if (n == -1 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        for (i = 0; i < n; i++)
            if (buf[i] >= 'a' && buf[i] <= 'z')
                buf[i] -= 32;
        if (send_all(fd, buf, n) == -1)
            return;
        fd = accept(sockfd, NULL, NULL); /* the next message */
    }
}

static int passive_socket(int port)
{
    struct sockaddr_in sa;
    int s, on = 1;

    s = socket(AF_INET, SOCK_STREAM, 0);
    if (s == -1)
        perror_exit("socket");
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1)
        perror_exit("setsockopt");
    memset(&sa, 0, sizeof(sa));
    sa.sin_family = AF_INET;
    sa.sin_port = htons(port);
    sa.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(s, (struct sockaddr *)&sa, sizeof(sa)) == -1)
        perror_exit("bind");
    if (listen(s, 10) == -1)
        perror_exit("listen");
    return s;
}

static int port_of(int s)
{
    struct sockaddr_in sa;
    socklen_t len = sizeof(sa);

    if (getsockname(s, (struct sockaddr *)&sa, &len) == -1)
        perror_exit("getsockname");
    return ntohs(sa.sin_port);
}

int main(int argc, char *argv[])
{
    int port = -1, number = 0, sockfd, newsockfd;
    pid_t pid;

    if (argc == 2 && strlen(argv[1]) > 0 && strlen(argv[1]) <= 5 && strspn(argv[1], "0123456789") == strlen(argv[1]))
        port = atoi(argv[1]);
    if (port < 0 || port > 65535) {
        fprintf(stderr, "usage: forkserver PORT\n");
        return 2;
    }
    setpgid(0, 0);
    install(SIGCHLD, reap);
    install(SIGTERM, terminate);
    sockfd = passive_socket(port);
    printf("ready 0.0.0.0 %d\n", port_of(sockfd));
    fflush(stdout);

    while (1) {
        newsockfd = accept(sockfd, NULL, NULL);
        if (newsockfd == -1)
            continue;
        number++;
        pid = fork();
        if (pid == 0) {
            signal(SIGTERM, SIG_DFL);
            dostuff(sockfd, newsockfd, number);
            close(newsockfd);
            _exit(0);
        }
        if (pid == -1)
            fprintf(stderr, "forkserver: fork: %s\n", strerror(errno));
        close(newsockfd);
    }
}
