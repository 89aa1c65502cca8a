// Correct. Every client gets a thread of its own, which is joined before the next client is accepted. SIGPIPE is blocked,
// not ignored; the threads inherit that.
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

void report(const std::string& call) {
  std::ostringstream line;
  line << "ucserver: " << call << ": " << std::strerror(errno) << '\n';
  std::cerr << line.str();
}

void serve(int fd) {
  std::vector<unsigned char> bytes(30000);
  while (true) {
    const ssize_t got = ::read(fd, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) report("read");
    if (got <= 0) break;
    std::transform(bytes.begin(), bytes.begin() + got, bytes.begin(),
                   [](unsigned char c) { return static_cast<unsigned char>(std::toupper(c)); });
    ssize_t done = 0;
    while (done < got) {
      const ssize_t put = ::write(fd, bytes.data() + done, static_cast<size_t>(got - done));
      if (put >= 0) {
        done += put;
      } else if (errno != EINTR) {
        report("write");
        ::close(fd);
        return;
      }
    }
  }
  ::close(fd);
}

int main(int argc, char** argv) {
  const std::string text = argc == 2 ? argv[1] : "no port";
  const bool digits = !text.empty() && text.size() < 10 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
  const int port = digits ? std::stoi(text) : -1;
  if (port < 0 || port > 65535) {
    std::cerr << "usage: ucserver PORT" << std::endl;
    return 2;
  }

  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);

  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) return report("socket"), 1;
  const int enable = 1;
  if (::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof enable) < 0) return report("setsockopt"), 1;
  sockaddr_in address;
  std::memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = INADDR_ANY;
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) return report("bind"), 1;
  if (::listen(listener, 16) < 0) return report("listen"), 1;
  socklen_t size = sizeof address;
  if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) return report("getsockname"), 1;
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << '\n' << std::flush;
  if (!std::cout) return report("write"), 1;

  while (true) {
    const int fd = ::accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      return report("accept"), 1;
    }
    std::thread worker;
    try {
      worker = std::thread(serve, fd);
    } catch (const std::system_error& error) {
      std::cerr << "ucserver: thread: " << error.code().message() << '\n';
    }
    if (worker.joinable())
      worker.join();
    else
      serve(fd);
  }
}
