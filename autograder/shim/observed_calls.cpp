// Calls that are handed on as they are, and told in the log when it is asked for: what a rule may want to know of a program that
// has failed (which port it gave to bind, whether it ever called listen, which socket it closed).

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "call_log.hpp"
#include "next.hpp"

using shim::address;
using shim::log_call;
using shim::next;

namespace {

/// What is done on a signal, as the log has it.
const char* disposition(sighandler_t handler) {
  if (handler == SIG_DFL) return "SIG_DFL";
  if (handler == SIG_IGN) return "SIG_IGN";
  return "handler";
}

const char* text_of(const char* text) { return text == nullptr ? "none" : text; }

}  // namespace

extern "C" {

int socket(int family, int type, int protocol) noexcept {
  const int made = next<decltype(socket)>("socket")(family, type, protocol);
  log_call("socket", made, "%d\t%d", family, type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK));
  return made;
}

int bind(int descriptor, const sockaddr* name, socklen_t length) noexcept {
  const int result = next<decltype(bind)>("bind")(descriptor, name, length);
  log_call("bind", result, "%d\t%s\t%u", descriptor, address(name, length).characters, length);
  return result;
}

int listen(int descriptor, int backlog) noexcept {
  const int result = next<decltype(listen)>("listen")(descriptor, backlog);
  log_call("listen", result, "%d\t%d", descriptor, backlog);
  return result;
}

int connect(int descriptor, const sockaddr* name, socklen_t length) {
  const int result = next<decltype(connect)>("connect")(descriptor, name, length);
  log_call("connect", result, "%d\t%s\t%u", descriptor, address(name, length).characters, length);
  return result;
}

int setsockopt(int descriptor, int level, int option, const void* value, socklen_t length) noexcept {
  const int result = next<decltype(setsockopt)>("setsockopt")(descriptor, level, option, value, length);
  const int number = length >= sizeof(int) ? *static_cast<const int*>(value) : 0;
  log_call("setsockopt", result, "%d\t%d\t%d\t%d", descriptor, level, option, number);
  return result;
}

int shutdown(int descriptor, int how) noexcept {
  const int result = next<decltype(shutdown)>("shutdown")(descriptor, how);
  log_call("shutdown", result, "%d\t%d", descriptor, how);
  return result;
}

int close(int descriptor) {
  const int result = next<decltype(close)>("close")(descriptor);
  log_call("close", result, "%d", descriptor);
  return result;
}

int fclose(FILE* stream) {
  const int descriptor = stream == nullptr ? -1 : fileno(stream);
  const int result = next<decltype(fclose)>("fclose")(stream);
  log_call("close", result, "%d", descriptor);
  return result;
}

int dup(int descriptor) noexcept {
  const int result = next<decltype(dup)>("dup")(descriptor);
  log_call("dup", result, "%d", descriptor);
  return result;
}

FILE* fdopen(int descriptor, const char* mode) noexcept {
  FILE* stream = next<decltype(fdopen)>("fdopen")(descriptor, mode);
  log_call("fdopen", stream == nullptr ? -1 : 0, "%d\t%s", descriptor, text_of(mode));
  return stream;
}

pid_t wait(int* status) {
  const pid_t child = next<pid_t(int*)>("wait")(status);
  log_call("wait", child, "%s", "");
  return child;
}

pid_t waitpid(pid_t process, int* status, int options) {
  const pid_t child = next<pid_t(pid_t, int*, int)>("waitpid")(process, status, options);
  log_call("waitpid", child, "%d\t%d", process, options);
  return child;
}

pid_t wait3(int* status, int options, rusage* usage) noexcept {
  const pid_t child = next<pid_t(int*, int, rusage*)>("wait3")(status, options, usage);
  log_call("waitpid", child, "%d\t%d", -1, options);
  return child;
}

pid_t wait4(pid_t process, int* status, int options, rusage* usage) noexcept {
  const pid_t child = next<pid_t(pid_t, int*, int, rusage*)>("wait4")(process, status, options, usage);
  log_call("waitpid", child, "%d\t%d", process, options);
  return child;
}

/// Its result is 0 or -1: told as waitpid tells it, by the child that it found.
int waitid(idtype_t type, id_t id, siginfo_t* found, int options) {
  siginfo_t own{};
  const int result = next<int(idtype_t, id_t, siginfo_t*, int)>("waitid")(type, id, found == nullptr ? &own : found, options);
  const auto& told = found == nullptr ? own : *found;
  log_call("waitpid", result < 0 ? -1 : static_cast<long>(told.si_pid), "%d\t%d", type == P_PID ? static_cast<int>(id) : -1,
           options);
  return result;
}

int kill(pid_t process, int number) noexcept {
  log_call("kill", 0, "%d\t%d", process, number);  // before: it may be our own end
  return next<decltype(kill)>("kill")(process, number);
}

int killpg(pid_t group, int number) noexcept {
  log_call("killpg", 0, "%d\t%d", group, number);
  return next<decltype(killpg)>("killpg")(group, number);
}

sighandler_t signal(int number, sighandler_t handler) noexcept {
  const auto before = next<decltype(signal)>("signal")(number, handler);
  log_call("sigaction", before == SIG_ERR ? -1 : 0, "%d\t%s", number, disposition(handler));
  return before;
}

int sigaction(int number, const struct sigaction* action, struct sigaction* before) noexcept {
  const int result = next<int(int, const struct sigaction*, struct sigaction*)>("sigaction")(number, action, before);
  if (action != nullptr) log_call("sigaction", result, "%d\t%s", number, disposition(action->sa_handler));
  return result;
}

unsigned sleep(unsigned seconds) {
  log_call("sleep", 0, "%u000", seconds);  // before: somebody may end the program meanwhile
  return next<decltype(sleep)>("sleep")(seconds);
}

int usleep(useconds_t microseconds) {
  log_call("sleep", 0, "%u", static_cast<unsigned>(microseconds / 1000));
  return next<decltype(usleep)>("usleep")(microseconds);
}

int nanosleep(const timespec* wanted, timespec* rest) {
  log_call("sleep", 0, "%ld", wanted->tv_sec * 1000 + wanted->tv_nsec / 1000000);
  return next<decltype(nanosleep)>("nanosleep")(wanted, rest);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* wanted, timespec* rest) {
  log_call("sleep", 0, "%ld", wanted->tv_sec * 1000 + wanted->tv_nsec / 1000000);
  return next<decltype(clock_nanosleep)>("clock_nanosleep")(clock, flags, wanted, rest);
}

int poll(pollfd* watched, nfds_t count, int timeout) {
  const int result = next<decltype(poll)>("poll")(watched, count, timeout);
  log_call("poll", result, "%d", timeout);
  return result;
}

int select(int count, fd_set* readable, fd_set* writable, fd_set* exceptional, timeval* timeout) {
  const long wait = timeout == nullptr ? -1 : timeout->tv_sec * 1000 + timeout->tv_usec / 1000;
  const int result = next<decltype(select)>("select")(count, readable, writable, exceptional, timeout);
  log_call("select", result, "%ld", wait);
  return result;
}

int inet_aton(const char* text, in_addr* number) noexcept {
  const int result = next<decltype(inet_aton)>("inet_aton")(text, number);
  log_call("inet_aton", result, "%s", text_of(text));
  return result;
}

int inet_pton(int family, const char* text, void* number) noexcept {
  const int result = next<decltype(inet_pton)>("inet_pton")(family, text, number);
  log_call("inet_pton", result, "%d\t%s", family, text_of(text));
  return result;
}

in_addr_t inet_addr(const char* text) noexcept {
  const in_addr_t number = next<decltype(inet_addr)>("inet_addr")(text);
  log_call("inet_addr", static_cast<long>(number), "%s", text_of(text));
  return number;
}

char* inet_ntoa(in_addr number) noexcept {
  char* text = next<decltype(inet_ntoa)>("inet_ntoa")(number);
  log_call("inet_ntoa", 0, "%s", text_of(text));
  return text;
}

const char* inet_ntop(int family, const void* number, char* text, socklen_t room) noexcept {
  const char* result = next<decltype(inet_ntop)>("inet_ntop")(family, number, text, room);
  log_call("inet_ntop", result == nullptr ? -1 : 0, "%d\t%u\t%s", family, room, text_of(result));
  return result;
}

hostent* gethostbyname(const char* name) {
  hostent* found = next<decltype(gethostbyname)>("gethostbyname")(name);
  log_call("gethostbyname", found == nullptr ? -1 : 0, "%s", text_of(name));
  return found;
}

int getaddrinfo(const char* host, const char* service, const addrinfo* wanted, addrinfo** found) {
  const int result = next<decltype(getaddrinfo)>("getaddrinfo")(host, service, wanted, found);
  log_call("getaddrinfo", result, "%s\t%s", text_of(host), text_of(service));
  return result;
}

}  // extern "C"
