// Correct. Two threads and a bounded queue: one reads from the client, the other writes to it. The main thread accepts, and
// hands the next client over when both are done. SIGTERM is blocked everywhere and taken by a thread that waits for it.
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

namespace {

constexpr std::size_t most_chunks = 4, chunk_size = 4096;

[[noreturn]] void fail(const char* call, int error = errno) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(error));
  std::_Exit(1);
}

class Desk {  // where the three threads meet
 public:
  // Main thread: both workers take this client; returns when both have finished
  void hand_over(int fd) {
    std::unique_lock<std::mutex> lock(mutex_);
    fd_ = fd;
    chunks_.clear();
    no_more_ = broken_ = false;
    reading_ = writing_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !reading_ && !writing_; });
  }

  [[noreturn]] void read_for_ever() {
    for (;;) {
      const int fd = next_client(reading_);
      std::string chunk(chunk_size, '\0');
      for (;;) {
        const ssize_t n = recv(fd, &chunk[0], chunk.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0 || !put(chunk.substr(0, static_cast<std::size_t>(n)))) break;
      }
      std::lock_guard<std::mutex> lock(mutex_);
      no_more_ = true;
      reading_ = false;
      changed_.notify_all();
    }
  }

  [[noreturn]] void write_for_ever() {
    for (;;) {
      const int fd = next_client(writing_);
      std::string chunk;
      while (take(chunk)) {
        for (char& c : chunk)
          if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (!send_whole(fd, chunk)) {
          std::lock_guard<std::mutex> lock(mutex_);
          broken_ = true;
          shutdown(fd, SHUT_RDWR);  // the reader may be waiting in recv
          changed_.notify_all();
          break;
        }
      }
      std::lock_guard<std::mutex> lock(mutex_);
      writing_ = false;
      changed_.notify_all();
    }
  }

 private:
  int next_client(const bool& mine) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return mine; });
    return fd_;
  }

  bool put(std::string chunk) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return broken_ || chunks_.size() < most_chunks; });
    if (broken_) return false;
    chunks_.push_back(std::move(chunk));
    changed_.notify_all();
    return true;
  }

  bool take(std::string& chunk) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return no_more_ || !chunks_.empty(); });
    if (chunks_.empty()) return false;
    chunk = std::move(chunks_.front());
    chunks_.pop_front();
    changed_.notify_all();
    return true;
  }

  static bool send_whole(int fd, const std::string& chunk) {
    for (std::size_t done = 0; done < chunk.size();) {
      const ssize_t n = send(fd, chunk.data() + done, chunk.size() - done, MSG_NOSIGNAL);
      if (n >= 0)
        done += static_cast<std::size_t>(n);
      else if (errno != EINTR)
        return false;
    }
    return true;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> chunks_;
  int fd_ = -1;
  bool no_more_ = false, broken_ = false, reading_ = false, writing_ = false;
};

Desk desk;

int port_of(const char* text) {
  int digits = 0, used = 0, value = 0;
  // %5[0-9] takes one to five digits and nothing else; the rest of the text must be empty
  char number[6];
  if (std::sscanf(text, "%5[0-9]%n", number, &digits) != 1) return -1;
  if (text[digits] != '\0' || std::sscanf(number, "%d%n", &value, &used) != 1 || value > 65535) return -1;
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  int port;
  if (argc != 2 || (port = port_of(argv[1])) < 0) {
    std::fputs("usage: ucserver PORT\n", stderr);
    return 2;
  }

  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  if (const int error = pthread_sigmask(SIG_BLOCK, &term, nullptr)) fail("pthread_sigmask", error);

  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) fail("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) fail("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) fail("bind");
  if (listen(listener, 9) < 0) fail("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) fail("getsockname");

  try {
    std::thread([term] {
      int signal = 0;
      while (sigwait(&term, &signal) != 0) continue;
      std::_Exit(0);
    }).detach();
    std::thread([] { desk.read_for_ever(); }).detach();
    std::thread([] { desk.write_for_ever(); }).detach();
  } catch (const std::system_error& error) {
    fail("pthread_create", error.code().value());
  }

  std::printf("ready 0.0.0.0 %u\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) fail("write");

  for (;;) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == EPERM) continue;
      fail("accept");
    }
    desk.hand_over(fd);
    close(fd);
  }
}
