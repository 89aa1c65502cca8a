// forkserver PORT - the service of lab 03, with a child process for every client.
//
// This is your starting point: what you know from lab 03 is here, and six steps are for you to write, in the order of
// their numbers. The program compiles as it is, and when you run it, it tells you which step is next (from step 2 on
// once a client connects). Take a next_step line away when you have written its step. The sections are those of the
// handout.
//
// Build:  g++ -std=c++17 -O1 -g -Wall -Wextra -pthread forkserver.cpp -o forkserver
// Exit status:  1 a system or network call failed, 2 wrong arguments.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

// The story, told in the order in which you will write it.
void prepare_for_signals();                      // step 1
[[noreturn]] void serve_for_ever(int listener);  // steps 2, 3, 4 and 6
void dostuff(int connection);                    // step 5

// Says which step comes next, and ends the program.
[[noreturn]] void next_step(const char* step, const char* section) {
  std::fprintf(stderr, "forkserver: next: %s - see the comment in forkserver.cpp and handout section %s\n", step, section);
  std::exit(1);
}

[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "forkserver: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end;
}

// As in lab 03.
int make_listening_socket(std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) die("socket");
  const int on = 1;
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) die("setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) die("bind");
  if (listen(listener, 16) < 0) die("listen");
  return listener;
}

// As in lab 03. Flushing has a second reason here: what happens to the bytes in a buffer when the process is copied?
void announce(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) < 0) die("getsockname");
  std::printf("ready 0.0.0.0 %d\n", ntohs(address.sin_port));
  if (std::fflush(stdout) != 0) die("fflush");
}

// As in lab 03: false when this client is lost.
bool send_all(int connection, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(connection, data, size, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// Step 1: before the first client comes, decide how the parent hears that a child has ended, and what it does at SIGTERM.
// One signal may stand for several children: why? Which calls can a signal interrupt, and what do they return then? How
// will the parent know at the end which processes are its own, and only those?
// (You may leave this step for the end: take its line away, and steps 2 to 5 work without it. Section 5.5 belongs to it.)
// Read: man 7 signal, man 2 sigaction, man 2 waitpid (WNOHANG), man 2 kill
void prepare_for_signals() {
  next_step("step 1, hear of ended children and of SIGTERM", "5.4");
}

// The places around fork. Before you write them, draw it: two processes, and which descriptors each of them holds.
void serve_for_ever(int listener) {
  for (;;) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) {
      // Step 6: accept has failed. Which failures are no reason to end the server, now that signals come?
      // (The program tells you this step when it happens. If it never does: what in your step 1 is the reason?)
      // Read: man 2 accept (errors), man 7 signal (interruption of system calls)
      next_step("step 6, accept has failed", "5.4");
    }

    // Step 2: make the process.
    // fork returns twice: who gets 0? And what does it return when there can be no process? What becomes of this
    // client then?
    // Read: man 2 fork
    next_step("step 2, fork", "5.2");

    // Step 3: the parent's part.
    // Until you have written this step, you read its message twice: why? Which of the two sockets does the parent
    // need from here on? What does the client wait for as long as another process still holds its connection?
    // Read: man 2 close
    next_step("step 3, the parent's part", "5.2");

    // Step 4: the child's part.
    // Which of the two sockets does the child need? It serves its client with dostuff. What must it do when dostuff
    // is done, so that it does not go on here, in its parent's loop?
    // Read: man 2 _exit
    next_step("step 4, the child's part", "5.2");
  }
}

// Step 5: the service of one client, in a process of its own.
// First the line "#N PID\n", at once. Then the service of lab 03, until the client ends its stream.
// Where do you count, so that the next child knows of it? Which call tells a process who it is?
// Read: man 2 getpid
void dostuff(int connection) {
  (void)connection;  // goes away together with the next line
  next_step("step 5, serve one client", "5.3");
}

int main(int argc, char* argv[]) {
  std::uint16_t port = 0;
  if (argc != 2 || !parse_port(argv[1], port)) {
    std::fprintf(stderr, "usage: forkserver PORT\n");
    return 2;
  }
  const int listener = make_listening_socket(port);
  prepare_for_signals();
  announce(listener);
  serve_for_ever(listener);
}
