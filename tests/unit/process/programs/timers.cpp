// timers KIND: sleeps in a call without a time-out, with a timer of that kind (or "none").
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <csignal>
#include <cstring>
#include <ctime>

namespace {

void ignore(int) {}

}  // namespace

int main(int, char** argv) {
  const char* kind = argv[1];
  if (std::strcmp(kind, "timerfd") == 0 || std::strcmp(kind, "disarmed") == 0) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    itimerspec in_a_while{};
    if (std::strcmp(kind, "timerfd") == 0) in_a_while.it_value.tv_sec = 1000;
    timerfd_settime(timer, 0, &in_a_while, nullptr);
  }
  if (std::strcmp(kind, "sigalrm") == 0) {
    std::signal(SIGALRM, ignore);
    alarm(1000);
  }
  if (std::strcmp(kind, "signalfd") == 0) {
    sigset_t alarm_only;
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    sigprocmask(SIG_BLOCK, &alarm_only, nullptr);
    const int alarms = signalfd(-1, &alarm_only, 0);
    alarm(1000);
    signalfd_siginfo told;
    if (read(alarms, &told, sizeof told) < 0) return 1;
  }
  if (std::strcmp(kind, "posix") == 0) {
    std::signal(SIGUSR1, ignore);
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGUSR1;
    timer_t timer;
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    itimerspec in_a_while{};
    in_a_while.it_value.tv_sec = 1000;
    timer_settime(timer, 0, &in_a_while, nullptr);
  }
  if (std::strcmp(kind, "rcvtimeo") == 0) {
    const int udp = socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    bind(udp, reinterpret_cast<sockaddr*>(&any), sizeof any);
    const timeval limit{1000, 0};
    setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    char byte;
    recv(udp, &byte, 1, 0);
  }
  while (true) pause();
}
