#include "floor.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace wirelab::bench {
namespace {

struct Bare {
  pid_t process = 0;
  std::uint16_t port = 0;
};

std::uint16_t free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof address;
  bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  close(probe);
  return ntohs(address.sin_port);
}

pid_t spawn(const std::string& server, const std::string& argument) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  std::string name = server;
  std::string word = argument;
  char* arguments[] = {name.data(), word.data(), nullptr};
  pid_t process = 0;
  if (posix_spawn(&process, server.c_str(), &actions, nullptr, arguments, environ) != 0) throw std::runtime_error("posix_spawn");
  posix_spawn_file_actions_destroy(&actions);
  return process;
}

int dial(std::uint16_t port, int receive_buffer = 0) {
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

Bare start(const std::string& server) {
  const auto port = free_port();
  return {spawn(server, std::to_string(port)), port};
}

void stop(const Bare& bare, int signal = SIGKILL) {
  kill(bare.process, signal);
  waitpid(bare.process, nullptr, 0);
}

void mebibyte(int client) {
  std::thread writer([client] {
    put(client, 1 << 20);
    shutdown(client, SHUT_WR);
  });
  get(client, 1 << 20);
  writer.join();
}

}  // namespace

void run_floor(const std::string& server) {
  const auto with_client = [&](auto exchange, int receive_buffer = 0, int signal = SIGKILL) {
    const auto bare = start(server);
    const int client = dial(bare.port, receive_buffer);
    exchange(bare, client);
    stop(bare, signal);
  };
  with_client([](const Bare& bare, int client) {  // R01
    close(client);
    close(dial(bare.port));
    close(dial(bare.port));
  });
  for (const std::size_t size : {3u, 40u, 768u, 12u})
    with_client([size](const Bare&, int client) { ask(client, size), end(client); });
  with_client([](const Bare&, int client) { mebibyte(client), close(client); }, 16 << 10);  // R06
  with_client([](const Bare&, int client) {                                                 // R07
    for (int piece = 0; piece < 5 + 24; ++piece) ask(client, 1);
    ask(client, 43);
    close(client);
  });
  with_client([](const Bare&, int client) { ask(client, 600), ask(client, 3), close(client); });
  with_client([](const Bare&, int client) { ask(client, 3), end(client); });  // R08
  with_client([](const Bare&, int client) { ask(client, 6000), end(client); });
  with_client([](const Bare& bare, int client) {  // R09
    close(client);
    for (int number = 0; number < 20; ++number) {
      const int next = dial(bare.port);
      ask(next, 5);
      number % 4 == 0 ? hang_up_rudely(next) : static_cast<void>(close(next));
    }
  });
  with_client([](const Bare& bare, int client) {  // R10
    const int second = dial(bare.port);
    put(second, 3);
    ask(client, 3);
    close(client);
    get(second, 3);
    close(second);
  });
  with_client([](const Bare& bare, int client) {
    ask(client, 5);
    std::vector<int> waiting;
    for (int number = 0; number < 8; ++number) put(waiting.emplace_back(dial(bare.port)), 7);
    close(client);
    for (const int next : waiting) get(next, 7), close(next);
  });
  for (int turn = 0; turn < 3; ++turn)  // R11
    with_client([turn](const Bare& bare, int client) {
      ask(client, 4);
      if (turn == 1) put(client, 32 << 10);
      hang_up_rudely(client);
      const int next = dial(bare.port);
      ask(next, 4);
      close(next);
    });
  with_client([&](const Bare& bare, int client) {  // R12
    ask(client, 5);
    const auto again = start(server);
    close(dial(again.port));
    stop(again);
    close(client);
    static_cast<void>(bare);
  });
  with_client([&](const Bare& bare, int client) {  // R13
    waitpid(spawn(server, std::to_string(bare.port)), nullptr, 0);
    ask(client, 5);
    close(client);
  });
  with_client([](const Bare&, int client) { ask(client, 5), end(client); });  // R14
  with_client([](const Bare&, int client) { close(client); });                // R15
  for (const char* wrong : {"", "70000", "80x", "-1", "8080 8081", "x"}) waitpid(spawn(server, wrong), nullptr, 0);
  with_client([](const Bare&, int client) { close(client); }, 0, SIGTERM);
  with_client([](const Bare&, int client) { ask(client, 5), close(client); }, 0, SIGTERM);
  with_client(
      [](const Bare&, int client) {
        fcntl(client, F_SETFL, O_NONBLOCK);
        put(client, 1 << 20);
        close(client);
      },
      16 << 10, SIGTERM);
}

}  // namespace wirelab::bench
