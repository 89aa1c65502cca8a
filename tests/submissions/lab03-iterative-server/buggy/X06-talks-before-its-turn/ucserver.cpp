#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

[[noreturn]] static void fail(const char* call) {
  std::cerr << "ucserver: " << call << ": " << std::strerror(errno) << std::endl;
  std::exit(1);
}

// Clients stand in line; the one in front is served.
class WaitingRoom {
public:
  void enter(int client) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (std::any_of(line_.begin(), line_.end(), is_there)) send(client, "busy\n", 5, MSG_NOSIGNAL | MSG_DONTWAIT);
    line_.push_back(client);
    arrived_.notify_one();
  }

  int call_next() {
    std::unique_lock<std::mutex> lock(mutex_);
    arrived_.wait(lock, [this] { return !line_.empty(); });
    return line_.front();
  }

  void dismiss() {
    std::lock_guard<std::mutex> lock(mutex_);
    close(line_.front());
    line_.pop_front();
  }

private:
  // Not one that has hung up already.
  static bool is_there(int client) {
    pollfd p{client, POLLRDHUP, 0};
    return poll(&p, 1, 0) == 0;
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<int> line_;
};

static void serve(int client) {
  char buffer[4096];
  while (true) {
    const ssize_t n = recv(client, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    for (ssize_t i = 0; i < n; ++i)
      if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] = static_cast<char>(buffer[i] - 'a' + 'A');
    for (ssize_t sent = 0; sent < n;) {
      const ssize_t k = send(client, buffer + sent, static_cast<std::size_t>(n - sent), MSG_NOSIGNAL);
      if (k < 0 && errno != EINTR) return;
      if (k > 0) sent += k;
    }
  }
}

static void doorman(int listener, WaitingRoom& room) {
  while (true) {
    const int client = accept(listener, nullptr, nullptr);
    if (client >= 0)
      room.enter(client);
    else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO)
      fail("accept");
  }
}

int main(int argc, char* argv[]) {
  char* end = nullptr;
  unsigned long port = 0;
  if (argc == 2 && argv[1][0] >= '0' && argv[1][0] <= '9') port = std::strtoul(argv[1], &end, 10);
  if (end == nullptr || *end != '\0' || port > 65535) {
    std::cerr << "usage: ucserver PORT" << std::endl;
    return 2;
  }
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) fail("bind");
  if (listen(listener, 16) < 0) fail("listen");
  socklen_t size = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) fail("getsockname");
  std::cout << "ready 0.0.0.0 " << ntohs(address.sin_port) << std::endl;

  WaitingRoom room;
  std::thread door(doorman, listener, std::ref(room));
  while (true) {
    serve(room.call_next());
    room.dismiss();
  }
}
