#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std;

static void must(bool ok, const char *call)
{
    if (!ok) {
        cerr << "ucserver: " << call << ": " << strerror(errno) << "\n";
        exit(1);
    }
}

static int parse(const char *arg)
{
    try {
        size_t used = 0;
        if (arg[0] < '0' || arg[0] > '9') return -1;
        int n = stoi(arg, &used);
        return used == strlen(arg) && n <= 65535 ? n : -1;
    } catch (const exception &) {
        return -1;
    }
}

static bool answer(int fd)
{
    char buf[512];
    ssize_t n = read(fd, buf, sizeof buf);
    if (n < 0 && errno == EINTR) return true;
    if (n <= 0) return false;
    for (ssize_t i = 0; i < n; i++)
        if (buf[i] >= 'a' && buf[i] <= 'z') buf[i] = buf[i] - 'a' + 'A';
    for (ssize_t off = 0; off < n;) {
        ssize_t k = write(fd, buf + off, n - off);
        if (k < 0 && errno != EINTR) return false;
        if (k > 0) off += k;
    }
    return true;
}

int main(int argc, char *argv[])
{
    const int port = argc == 2 ? parse(argv[1]) : -1;
    if (port < 0) {
        cerr << "usage: ucserver PORT\n";
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    must(fd >= 0, "socket");
    int one = 1;
    must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0, "setsockopt");
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = INADDR_ANY;
    must(bind(fd, (sockaddr *)&a, sizeof a) == 0, "bind");
    must(listen(fd, 50) == 0, "listen");
    socklen_t l = sizeof a;
    must(getsockname(fd, (sockaddr *)&a, &l) == 0, "getsockname");
    cerr << "ready 0.0.0.0 " << ntohs(a.sin_port) << endl;
    while (true) {
        int client = accept(fd, nullptr, nullptr);
        if (client < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO)) continue;
        must(client >= 0, "accept");
        while (answer(client))
            ;
        close(client);
    }
}
