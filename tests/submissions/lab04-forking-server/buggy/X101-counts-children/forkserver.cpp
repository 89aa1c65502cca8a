#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <set>
#include <string>

using namespace std;

[[noreturn]] void fail(const char* call) {
  cerr << "forkserver: " << call << ": " << strerror(errno) << endl;
  exit(1);
}

class Session {
 public:
  Session(int fd, int number) : fd_(fd), number_(number) {}
  ~Session() { close(fd_); }

  void run() {
    if (!say("#" + to_string(number_) + " " + to_string(getpid()) + "\n")) return;
    string bytes;
    while (!(bytes = hear()).empty()) {
      for (char& c : bytes)
        if ('a' <= c && c <= 'z') c = c - 'a' + 'A';
      if (!say(bytes)) return;
    }
  }

 private:
  string hear() {
    char buffer[1000];
    ssize_t n = read(fd_, buffer, sizeof buffer);
    return n > 0 ? string(buffer, n) : "";
  }

  bool say(const string& bytes) {
    for (size_t done = 0; done < bytes.size();) {
      ssize_t n = send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (n < 0) return false;
      done += n;
    }
    return true;
  }

  int fd_;
  int number_;
};

class Server {
 public:
  explicit Server(uint16_t port) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (listener_ < 0) fail("socket");
    int yes = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof name) < 0) fail("bind");
    if (listen(listener_, SOMAXCONN) < 0) fail("listen");
    sigemptyset(&mask_);
    sigaddset(&mask_, SIGCHLD);
    sigaddset(&mask_, SIGTERM);
    sigprocmask(SIG_BLOCK, &mask_, nullptr);
    signals_ = signalfd(-1, &mask_, SFD_NONBLOCK);
    if (signals_ < 0) fail("signalfd");
    socklen_t size = sizeof name;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &size);
    cout << "ready 0.0.0.0 " << ntohs(name.sin_port) << endl;
  }

  void run() {
    while (!ended_) {
      pollfd set[2] = {{listener_, POLLIN, 0}, {signals_, POLLIN, 0}};
      if (poll(set, 2, -1) < 0) continue;
      if (set[1].revents) hearSignals();
      if (set[0].revents && !ended_) takeClient();
    }
    for (pid_t child : children_) kill(child, SIGTERM);
    while (!children_.empty()) children_.erase(wait(nullptr));
  }

 private:
  void hearSignals() {
    signalfd_siginfo info;
    while (read(signals_, &info, sizeof info) == sizeof info)
      if (info.ssi_signo == SIGTERM) ended_ = true;
    pid_t child;
    while ((child = waitpid(-1, nullptr, WNOHANG)) > 0) children_.erase(child);
  }

  void takeClient() {
    int fd = accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    pid_t child = fork();
    if (child == 0) {
      close(listener_);
      close(signals_);
      sigprocmask(SIG_UNBLOCK, &mask_, nullptr);
      Session(fd, count_ + 1).run();
      _exit(0);
    }
    if (child > 0) {
      children_.insert(child);
      ++count_;
    }
    close(fd);
  }

  int listener_ = -1;
  int signals_ = -1;
  int count_ = 0;
  bool ended_ = false;
  sigset_t mask_;
  set<pid_t> children_;
};

int main(int argc, char* argv[]) {
  string port = argc == 2 ? argv[1] : "";
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != string::npos || stoi(port) > 65535) {
    cerr << "usage: forkserver PORT" << endl;
    return 2;
  }
  Server server(static_cast<uint16_t>(stoi(port)));
  server.run();
}
