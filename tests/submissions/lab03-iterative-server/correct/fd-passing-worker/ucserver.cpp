// Correct. One process accepts, another serves: the connected socket travels through a socketpair (SCM_RIGHTS), and the next
// client is accepted when the worker says that it is done. The worker dies with its parent, and is replaced when it dies.
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

static void die(const char* call) {
  std::fprintf(stderr, "ucserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

static void serve(int fd) {
  char bytes[4096];
  ssize_t n;
  while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0 || (n < 0 && errno == EINTR)) {
    for (ssize_t i = 0; i < n; ++i)
      if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] = static_cast<char>(bytes[i] + 'A' - 'a');
    for (ssize_t done = 0; done < n;) {
      const ssize_t m = send(fd, bytes + done, static_cast<size_t>(n - done), MSG_NOSIGNAL);
      if (m < 0 && errno != EINTR) return;
      if (m > 0) done += m;
    }
  }
}

union Attachment {
  cmsghdr header;
  char room[CMSG_SPACE(sizeof(int))];
};

static bool pass(int channel, int fd) {
  char token = 'c';
  iovec data{&token, 1};
  Attachment attachment;
  std::memset(&attachment, 0, sizeof attachment);
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = &attachment;
  message.msg_controllen = sizeof attachment;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  ssize_t n;
  while ((n = sendmsg(channel, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) continue;
  return n == 1;
}

// -1: nobody will ever pass one again
static int passed(int channel) {
  for (;;) {
    char token;
    iovec data{&token, 1};
    Attachment attachment;
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = &attachment;
    message.msg_controllen = sizeof attachment;
    const ssize_t n = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return -1;
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_type != SCM_RIGHTS) continue;
    int fd;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
  }
}

[[noreturn]] static void work(int channel) {
  for (int fd; (fd = passed(channel)) >= 0;) {
    serve(fd);
    close(fd);
    if (send(channel, "d", 1, MSG_NOSIGNAL) != 1) break;
  }
  _exit(0);
}

struct Worker {
  pid_t pid = -1;
  int channel = -1;

  bool start(int listener, int client) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return false;
    const pid_t parent = getpid();
    pid = fork();
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(0);
      close(ends[0]);
      close(listener);
      if (client >= 0) close(client);
      work(ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
      close(ends[0]);
      return false;
    }
    channel = ends[0];
    return true;
  }

  void bury() {
    close(channel);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
    pid = channel = -1;
  }

  // Takes the descriptor over; returns when the client is done with
  void employ(int listener, int fd) {
    for (int tries = 0; tries < 2; ++tries) {
      if (pid < 0 && !start(listener, fd)) break;
      if (pass(channel, fd)) {
        close(fd);
        char done;
        ssize_t n;
        while ((n = recv(channel, &done, 1, 0)) < 0 && errno == EINTR) continue;
        if (n <= 0) bury();
        return;
      }
      bury();  // it died while there was nothing to do
    }
    serve(fd);
    close(fd);
  }
};

static bool is_port(const char* text, unsigned short& port) {
  char* end;
  if (std::strspn(text, "0123456789") != std::strlen(text) || *text == '\0') return false;
  errno = 0;
  const long long value = std::strtoll(text, &end, 10);
  port = static_cast<unsigned short>(value);
  return errno == 0 && value <= 65535;
}

int main(int argc, char** argv) {
  unsigned short port = 0;
  if (argc != 2 || !is_port(argv[1], port)) {
    std::fprintf(stderr, "usage: ucserver PORT\n");
    return 2;
  }
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) die("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) die("bind");
  if (listen(listener, 8) < 0) die("listen");
  socklen_t length = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) < 0) die("getsockname");

  Worker worker;
  if (!worker.start(listener, -1)) die("fork");
  std::printf("ready 0.0.0.0 %hu\n", ntohs(address.sin_port));
  if (std::fflush(stdout) == EOF) die("fflush");

  for (;;) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0)
      worker.employ(listener, fd);
    else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO && errno != EPERM)
      die("accept");
  }
}
