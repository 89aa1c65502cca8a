#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

class Talker {
  using Clock = std::chrono::steady_clock;

 public:
  Talker() : socket_(socket(AF_INET, SOCK_DGRAM, 0)), room_(65536) {
    if (socket_ < 0) quit("socket");
  }
  ~Talker() { close(socket_); }

  void talk_to(const sockaddr_in& listener) { listener_ = listener; }

  // Three sendings; false when none was answered.
  bool ask(const std::string& question, std::string& answer) {
    for (int left = 3; left > 0; --left) {
      send(question);
      if (receive(question[0], answer)) return true;
    }
    return false;
  }

 private:
  void send(const std::string& question) {
    if (sendto(socket_, question.data(), question.size(), 0, reinterpret_cast<sockaddr*>(&listener_), sizeof listener_) < 0)
      quit("sendto");
  }

  bool receive(char digit, std::string& answer) {
    const auto end = Clock::now() + std::chrono::milliseconds(500);
    while (wait_until(end)) {
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t n = recvfrom(socket_, room_.data(), room_.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (n < 0) quit("recvfrom");
      const bool ours = from.sin_addr.s_addr == listener_.sin_addr.s_addr && from.sin_port == listener_.sin_port;
      if (!ours || n == 0 || room_[0] != digit) continue;
      answer.assign(room_.data() + 1, n - 1);
      return true;
    }
    return false;
  }

  // The socket will not wait for longer than until END; false when that has come.
  bool wait_until(Clock::time_point end) {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    timeval time{};
    time.tv_usec = left;
    if (setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) < 0) quit("setsockopt");
    return true;
  }

  [[noreturn]] static void quit(const char* call) {
    std::cerr << "talker: " << call << ": " << std::strerror(errno) << "\n";
    std::exit(1);
  }

  sockaddr_in listener_{};
  int socket_;
  std::vector<char> room_;
};

bool is_port(const std::string& text) {
  if (text.empty() || text.size() > 5) return false;
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  const long value = std::stol(text);
  return value >= 1 && value <= 65535;
}

int main(int argc, char* argv[]) {
  Talker talker;
  sockaddr_in listener{};
  if (argc < 4 || inet_pton(AF_INET, argv[1], &listener.sin_addr) != 1 || !is_port(argv[2])) {
    std::cerr << "usage: talker HOST PORT MSG..." << std::endl;
    return 2;
  }
  listener.sin_family = AF_INET;
  listener.sin_port = htons(static_cast<uint16_t>(std::stol(argv[2])));
  talker.talk_to(listener);
  for (int i = 3; i < argc; ++i) {
    std::string answer;
    if (!talker.ask(std::to_string((i - 2) % 10) + argv[i], answer)) {
      std::cerr << "talker: nobody answers\n";
      return 4;
    }
    std::cout << answer << std::endl;
  }
}
