#include "bare.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

extern char** environ;

namespace wirelab::bench {

std::uint16_t free_port(int type) {
  std::uint16_t port = 0;
  close(listen_on(type, port));
  return port;
}

int listen_on(int type, std::uint16_t& port) {
  const int listener = socket(AF_INET, type, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(listener, reinterpret_cast<sockaddr*>(&address), size);
  if (type == SOCK_STREAM) listen(listener, 16);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return listener;
}

namespace {

pid_t spawn_with(const std::string& program, const std::vector<std::string>& arguments, int input) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input >= 0)
    posix_spawn_file_actions_adddup2(&actions, input, 0);
  else
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t process = 0;
  if (posix_spawn(&process, program.c_str(), &actions, nullptr, pointers.data(), environ) != 0)
    throw std::runtime_error("posix_spawn");
  posix_spawn_file_actions_destroy(&actions);
  return process;
}

}  // namespace

pid_t spawn(const std::string& program, const std::vector<std::string>& arguments) { return spawn_with(program, arguments, -1); }

BareClient spawn_with_input(const std::string& program, const std::vector<std::string>& arguments) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  const BareClient client{spawn_with(program, arguments, ends[0]), ends[1]};
  close(ends[0]);
  return client;
}

void wait_for(pid_t process) { waitpid(process, nullptr, 0); }

int dial(std::uint16_t port, int receive_buffer) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  while (true) {
    const int client = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receive_buffer > 0) setsockopt(client, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return client;
    close(client);
    usleep(200);  // the server is starting
  }
}

void put(int client, std::size_t count) {
  const std::string text(count, 'a');
  for (std::size_t done = 0; done < count;) {
    const auto sent = send(client, text.data() + done, count - done, MSG_NOSIGNAL);
    if (sent <= 0) return;
    done += static_cast<std::size_t>(sent);
  }
}

void get(int client, std::size_t count) {
  std::vector<char> buffer(65536);
  while (count > 0) {
    const auto received = recv(client, buffer.data(), std::min(buffer.size(), count), 0);
    if (received <= 0) return;
    count -= static_cast<std::size_t>(received);
  }
}

void ask(int client, std::size_t count) {
  put(client, count);
  get(client, count);
}

void end(int client) {
  shutdown(client, SHUT_WR);
  char byte;
  while (recv(client, &byte, 1, 0) > 0) {
  }
  close(client);
}

void hang_up_rudely(int client) {
  const linger at_once{1, 0};
  setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(client);
}

void get_line(int connection) {
  char byte = 0;
  while (byte != '\n' && recv(connection, &byte, 1, 0) == 1) {
  }
}

Bare start(const std::string& server) {
  const auto port = free_port(SOCK_STREAM);
  return {spawn(server, {std::to_string(port)}), port};
}

void stop(const Bare& bare, int signal) {
  kill(bare.process, signal);
  wait_for(bare.process);
}

void stop(const Bare& bare) { stop(bare, SIGKILL); }

}  // namespace wirelab::bench
