#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>

using namespace std;

class UpperCaseServer {
    int listenFd;
    int port;

    static runtime_error failure(const string& call) { return runtime_error("ucserver: " + call + ": " + strerror(errno)); }

    static bool reply(int fd, string message) {
        for (size_t i = 0; i < message.size(); i++)
            if (message[i] >= 'a' && message[i] <= 'z') message[i] = message[i] - 'a' + 'A';
        const char* p = message.data();
        size_t left = message.size();
        while (left > 0) {
            ssize_t n = ::write(fd, p, left);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return false;
            p += n;
            left -= n;
        }
        return true;
    }

    static void talk(int fd) {
        char buffer[1024];
        while (true) {
            ssize_t n = ::read(fd, buffer, sizeof(buffer));
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0 || !reply(fd, string(buffer, n))) break;
        }
    }

public:
    explicit UpperCaseServer(int port) : listenFd(-1), port(port) {}

    void start() {
        listenFd = ::socket(AF_INET, SOCK_STREAM, 0);
        if (listenFd < 0) throw failure("socket");
        int on = 1;
        if (::setsockopt(listenFd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0) throw failure("setsockopt");
        sockaddr_in addr;
        memset(&addr, 0, sizeof(addr));
        addr.sin_family = AF_INET;
        addr.sin_port = htons(port);
        addr.sin_addr.s_addr = htonl(INADDR_ANY);
        if (::bind(listenFd, (sockaddr*)&addr, sizeof(addr)) < 0) throw failure("bind");
        if (::listen(listenFd, 32) < 0) throw failure("listen");
        cout << "ready 0.0.0.0 " << port << endl;
    }

    void run() {
        while (true) {
            int fd = ::accept(listenFd, nullptr, nullptr);
            if (fd < 0) {
                if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
                throw failure("accept");
            }
            talk(fd);
            ::close(fd);
        }
    }
};

int main(int argc, char* argv[]) {
    string text = argc == 2 ? argv[1] : "";
    if (text == "" || text.length() > 5 || text.find_first_not_of("0123456789") != string::npos || stoi(text) > 65535) {
        cerr << "usage: ucserver PORT" << endl;
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    try {
        UpperCaseServer server(stoi(text));
        server.start();
        server.run();
    } catch (const runtime_error& e) {
        cerr << e.what() << endl;
        return 1;
    }
}
