#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

// Makes the socket that waits for the client. Ends the program when that fails.
int createServerSocket(int port)
{
    int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd == -1) {
        std::perror("ucserver: socket");
        std::exit(1);
    }

    int value = 1;
    if (::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value) == -1) {
        std::perror("ucserver: setsockopt");
        std::exit(1);
    }

    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == -1) {
        std::perror("ucserver: bind");
        std::exit(1);
    }

    if (::listen(fd, SOMAXCONN) == -1) {
        std::perror("ucserver: listen");
        std::exit(1);
    }
    return fd;
}

void announce(int fd)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == -1) {
        std::perror("ucserver: getsockname");
        std::exit(1);
    }
    std::string line = "ready 0.0.0.0 " + std::to_string(ntohs(address.sin_port)) + "\n";
    std::fputs(line.c_str(), stdout);
    std::fflush(stdout);
}

int acceptClient(int fd)
{
    while (true) {
        int client = ::accept(fd, nullptr, nullptr);
        if (client != -1) return client;
        if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
        std::perror("ucserver: accept");
        std::exit(1);
    }
}

bool sendAll(int client, const std::string& text)
{
    std::size_t sent = 0;
    while (sent < text.length()) {
        ssize_t n = ::send(client, text.data() + sent, text.length() - sent, MSG_NOSIGNAL);
        if (n == -1) {
            if (errno == EINTR) continue;
            return false;
        }
        sent += static_cast<std::size_t>(n);
    }
    return true;
}

void echoUpperCase(int client)
{
    char buffer[1000];
    while (true) {
        ssize_t n = ::recv(client, buffer, sizeof buffer, 0);
        if (n == -1 && errno == EINTR) continue;
        if (n <= 0) return;
        std::string answer;
        for (ssize_t i = 0; i < n; ++i) {
            char c = buffer[i];
            answer += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
        }
        if (!sendAll(client, answer)) return;
    }
}

int parsePort(const char* text)
{
    char* end = nullptr;
    if (std::strspn(text, "0123456789") != std::strlen(text) || *text == '\0') return -1;
    unsigned long long port = std::strtoull(text, &end, 10);
    return port <= 65535 ? static_cast<int>(port) : -1;
}

int main(int argc, char* argv[])
{
    int port = (argc == 2) ? parsePort(argv[1]) : -1;
    if (port == -1) {
        std::fputs("usage: ucserver PORT\n", stderr);
        return 2;
    }
    int server = createServerSocket(port);
    announce(server);
    int client = acceptClient(server);
    echoUpperCase(client);
    ::close(client);
    ::close(server);
    return 0;
}
