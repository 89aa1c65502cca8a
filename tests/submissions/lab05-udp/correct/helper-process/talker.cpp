// A child receives whatever comes from the listener and hands it on through a pair of local datagram sockets.
// The parent sends, and waits at the other end of the pair. The child ends when the parent does.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

static pid_t child = -1;

static int finish(int status) {
  if (child > 0) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  fflush(stdout);
  return status;
}

static void fail(const char* call) {
  std::string reason = strerror(errno);
  fprintf(stderr, "talker: %s: %s\n", call, reason.c_str());
  exit(finish(1));
}

static void pass_on(int udp, int local, sockaddr_in listener) {
  std::vector<char> room(65536);
  while (true) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    ssize_t n = recvfrom(udp, room.data(), room.size(), 0, (sockaddr*)&from, &size);
    if (n < 1 || from.sin_port != listener.sin_port || from.sin_addr.s_addr != listener.sin_addr.s_addr) continue;
    if (send(local, room.data(), n, 0) < 0) _exit(0);
  }
}

static bool wait_for(int local, char digit, std::string& answer) {
  using namespace std::chrono;
  auto end = steady_clock::now() + milliseconds(500);
  std::vector<char> room(65536);
  while (true) {
    auto left = duration_cast<milliseconds>(end - steady_clock::now()).count() + 1;
    if (left < 1) return false;
    pollfd p{local, POLLIN, 0};
    if (poll(&p, 1, (int)left) < 1) continue;
    ssize_t n = recv(local, room.data(), room.size(), 0);
    if (n > 0 && room[0] == digit) {
      answer.assign(room.begin() + 1, room.begin() + n);
      return true;
    }
  }
}

int main(int argc, char** argv) {
  sockaddr_in listener{};
  listener.sin_family = AF_INET;
  int port = 0;
  char extra;
  bool fine = argc > 3 && inet_pton(AF_INET, argv[1], &listener.sin_addr) == 1 && strlen(argv[2]) <= 5 &&
              strspn(argv[2], "0123456789") == strlen(argv[2]) && sscanf(argv[2], "%d%c", &port, &extra) == 1;
  if (!fine || port < 1 || port > 65535) {
    fprintf(stderr, "usage: talker HOST PORT MSG...\n");
    return 2;
  }
  listener.sin_port = htons(port);
  int udp = socket(AF_INET, SOCK_DGRAM, 0);
  if (udp < 0) fail("socket");
  sockaddr_in any{};
  any.sin_family = AF_INET;
  if (bind(udp, (sockaddr*)&any, sizeof any) < 0) fail("bind");
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0) fail("socketpair");
  child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    close(pair[0]);
    pass_on(udp, pair[1], listener);
  }
  close(pair[1]);

  for (int i = 1; i <= argc - 3; i++) {
    std::string payload = std::to_string(i % 10) + argv[i + 2], answer;
    bool answered = false;
    for (int k = 0; k < 3 && !answered; k++) {
      if (sendto(udp, payload.data(), payload.size(), 0, (sockaddr*)&listener, sizeof listener) < 0) fail("sendto");
      answered = wait_for(pair[0], payload[0], answer);
    }
    if (!answered) {
      fprintf(stderr, "talker: message %d was not answered\n", i);
      return finish(4);
    }
    answer += '\n';
    fwrite(answer.data(), answer.size(), 1, stdout);
  }
  return finish(0);
}
