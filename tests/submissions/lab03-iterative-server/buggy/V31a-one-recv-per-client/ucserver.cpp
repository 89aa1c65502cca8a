#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#define PROGRAM "ucserver"

static void failed(const char* call) {
    perror(call);
    exit(1);
}

static void usage() {
    fputs("usage: " PROGRAM " PORT\n", stderr);
    exit(2);
}

static int read_port(const char* s) {
    char* e;
    if (*s < '0' || *s > '9') usage();
    long v = strtol(s, &e, 10);
    if (*e != 0 || v > 65535) usage();
    return v;
}

int main(int argc, char** argv) {
    if (argc != 2) usage();
    int port = read_port(argv[1]);

    int sock = socket(AF_INET, SOCK_STREAM, 0);
    if (sock < 0) failed(PROGRAM ": socket");
    int t = 1;
    if (setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &t, sizeof t)) failed(PROGRAM ": setsockopt");
    sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(sock, (sockaddr*)&a, sizeof a)) failed(PROGRAM ": bind");
    if (listen(sock, 16)) failed(PROGRAM ": listen");
    socklen_t al = sizeof a;
    if (getsockname(sock, (sockaddr*)&a, &al)) failed(PROGRAM ": getsockname");
    printf("ready 0.0.0.0 %d\n", ntohs(a.sin_port));
    fflush(stdout);

    char message[1024];
    while (true) {
        int client = accept(sock, NULL, NULL);
        if (client < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
            failed(PROGRAM ": accept");
        }
        ssize_t length;
        do length = recv(client, message, sizeof message, 0);
        while (length < 0 && errno == EINTR);
        for (ssize_t i = 0; i < length; i++)
            if (message[i] >= 'a' && message[i] <= 'z') message[i] -= 32;
        ssize_t sent = 0;
        while (sent < length) {
            ssize_t k = send(client, message + sent, length - sent, MSG_NOSIGNAL);
            if (k >= 0) sent += k;
            else if (errno != EINTR) break;
        }
        close(client);
    }
}
