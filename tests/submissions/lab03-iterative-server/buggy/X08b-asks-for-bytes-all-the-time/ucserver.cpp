#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

using Bytes = std::vector<char>;

void exit_with(const std::string& call) {
    std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << '\n';
    std::exit(1);
}

// What has come since the last time, perhaps nothing. False when the client has gone.
bool fetch(int fd, Bytes& bytes) {
    bytes.resize(4096);
    const ssize_t n = recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (n == 0) return false;
    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return false;
    bytes.resize(n > 0 ? n : 0);
    return true;
}

bool put(int fd, const Bytes& bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        done += n;
    }
    return true;
}

int port_of(const std::string& s) {
    if (s.empty() || s.size() > 6 || !std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; })) return -1;
    const int n = std::stoi(s);
    return n > 65535 ? -1 : n;
}

int main(int argc, char* argv[]) {
    const int port = argc == 2 ? port_of(argv[1]) : -1;
    if (port < 0) {
        std::cerr << "usage: ucserver PORT\n";
        return 2;
    }
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0) exit_with("socket");
    const int on = 1;
    if (setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) exit_with("setsockopt");
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<uint16_t>(port));
    where.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(server, reinterpret_cast<sockaddr*>(&where), sizeof where) < 0) exit_with("bind");
    if (listen(server, 8) < 0) exit_with("listen");
    socklen_t size = sizeof where;
    if (getsockname(server, reinterpret_cast<sockaddr*>(&where), &size) < 0) exit_with("getsockname");
    std::cout << "ready 0.0.0.0 " << ntohs(where.sin_port) << std::endl;
    for (;;) {
        const int fd = accept(server, nullptr, nullptr);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
            exit_with("accept");
        }
        Bytes bytes;
        while (fetch(fd, bytes)) {
            for (auto& b : bytes)
                if (b >= 'a' && b <= 'z') b -= 'a' - 'A';
            if (!put(fd, bytes)) break;
        }
        close(fd);
    }
}
