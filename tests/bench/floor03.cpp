#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "bare.hpp"
#include "floors.hpp"

namespace wirelab::bench {
namespace {

void mebibyte(int client) {
  std::thread writer([client] {
    put(client, 1 << 20);
    shutdown(client, SHUT_WR);
  });
  get(client, 1 << 20);
  writer.join();
}

}  // namespace

void run_floor_of_lab03(const std::filesystem::path& programs) {
  const std::string server = programs / "ucserver";
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
  with_client([](const Bare&, int client) { hang_up_rudely(client); }, 0, SIGTERM);  // R02
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
  with_client(
      [](const Bare& bare, int client) {
        fcntl(client, F_SETFL, O_NONBLOCK);
        put(client, 1 << 20);
        hang_up_rudely(client);
        const int next = dial(bare.port);
        ask(next, 4);
        close(next);
      },
      16 << 10);
  with_client([&](const Bare& bare, int client) {  // R12
    ask(client, 5);
    const auto again = start(server);
    close(dial(again.port));
    stop(again);
    close(client);
    static_cast<void>(bare);
  });
  with_client([&](const Bare& bare, int client) {  // R13
    waitpid(spawn(server, {std::to_string(bare.port)}), nullptr, 0);
    ask(client, 5);
    close(client);
  });
  with_client([](const Bare&, int client) { ask(client, 5), end(client); });  // R14
  with_client(
      [](const Bare&, int client) {
        fcntl(client, F_SETFL, O_NONBLOCK);
        put(client, 300000);
        close(client);
      },
      16 << 10);
  with_client([](const Bare&, int client) { close(client); });  // R15
  for (const char* wrong : {"", "65536", "70000", "99999999999", "80x", "-1", "8080 8081", "x", "", "70000", "", "70000"})
    waitpid(spawn(server, {wrong}), nullptr, 0);
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
