#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>

using std::string;

const int BUFFER_SIZE = 16384;

int complain(const string& call) {
    std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << std::endl;
    return 1;
}

bool parsePort(const string& text, int& port) {
    if (text.empty() || text.find_first_not_of("0123456789") != string::npos) return false;
    std::istringstream in(text);
    return (in >> port) && port <= 65535;
}

string toUpper(string text) {
    for (auto& c : text) {
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
    }
    return text;
}

bool receiveText(int fd, string& text) {
    static char buffer[BUFFER_SIZE + 1];
    ssize_t n;
    do n = recv(fd, buffer, BUFFER_SIZE, 0);
    while (n == -1 && errno == EINTR);
    if (n <= 0) return false;
    buffer[n] = '\0';
    text = buffer;
    return true;
}

bool sendText(int fd, const string& text) {
    for (size_t done = 0; done < text.size();) {
        ssize_t n = send(fd, text.c_str() + done, text.size() - done, MSG_NOSIGNAL);
        if (n == -1) {
            if (errno == EINTR) continue;
            return false;
        }
        done += n;
    }
    return true;
}

int main(int argc, char** argv) {
    int port;
    if (argc != 2 || !parsePort(argv[1], port)) {
        std::cerr << "usage: ucserver PORT" << std::endl;
        return 2;
    }
    int listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (listener == -1) return complain("socket");
    int yes = 1;
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1) return complain("setsockopt");
    sockaddr_in addr{};
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port);
    if (bind(listener, (sockaddr*)&addr, sizeof addr) == -1) return complain("bind");
    if (listen(listener, 100) == -1) return complain("listen");
    socklen_t len = sizeof addr;
    if (getsockname(listener, (sockaddr*)&addr, &len) == -1) return complain("getsockname");
    std::cout << "ready 0.0.0.0 " << ntohs(addr.sin_port) << std::endl;

    while (true) {
        int conn = accept(listener, nullptr, nullptr);
        if (conn == -1) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
            return complain("accept");
        }
        string text;
        while (receiveText(conn, text) && sendText(conn, toUpper(text))) {
        }
        close(conn);
    }
}
