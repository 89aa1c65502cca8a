#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

using namespace std;
using namespace std::chrono;

[[noreturn]] void fail(const char* call) {
  cerr << "talker: " << call << ": " << strerror(errno) << endl;
  exit(1);
}

// A connected socket for each message: the kernel lets nobody else through.
class Question {
 public:
  Question(const sockaddr_in& listener, string payload) : payload_(move(payload)) {
    fd_ = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd_ < 0) fail("socket");
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&listener), sizeof listener) < 0) fail("connect");
  }
  ~Question() { close(fd_); }

  optional<string> ask() {
    for (int sending = 0; sending < 3; ++sending) {
      if (send(fd_, payload_.data(), payload_.size(), 0) < 0) fail("send");
      if (auto answer = listen(steady_clock::now() + milliseconds(500))) return answer;
    }
    return nullopt;
  }

 private:
  optional<string> listen(steady_clock::time_point until) {
    vector<char> room(65536);
    for (;;) {
      auto left = duration_cast<milliseconds>(until - steady_clock::now()).count();
      if (left < 0) return nullopt;
      pollfd watch{fd_, POLLIN, 0};
      if (poll(&watch, 1, static_cast<int>(left) + 1) <= 0) continue;
      ssize_t n = recv(fd_, room.data(), room.size(), MSG_DONTWAIT);
      if (n < 0 && errno == ECONNREFUSED) fail("recv");
      if (n > 0 && room[0] == payload_[0]) return string(room.data() + 1, n - 1);
    }
  }

  int fd_;
  string payload_;
};

int main(int argc, char* argv[]) {
  sockaddr_in listener{};
  string port = argc > 3 ? argv[2] : "";
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != string::npos || stoi(port) < 1 ||
      stoi(port) > 65535 || inet_pton(AF_INET, argv[1], &listener.sin_addr) != 1) {
    cerr << "usage: talker HOST PORT MSG..." << endl;
    return 2;
  }
  listener.sin_family = AF_INET;
  listener.sin_port = htons(static_cast<uint16_t>(stoi(port)));
  vector<string> messages(argv + 3, argv + argc);
  for (size_t i = 0; i < messages.size(); ++i) {
    auto answer = Question(listener, to_string((i + 1) % 10) + messages[i]).ask();
    if (!answer) {
      cerr << "talker: message " << i + 1 << " was not answered" << endl;
      return 4;
    }
    cout << *answer << "\n";
  }
  cout.flush();
  return 0;
}
