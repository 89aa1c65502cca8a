#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>

#include "bare.hpp"
#include "floors.hpp"

namespace wirelab::bench {
namespace {

int greeted(const Bare& server) {
  const int connection = dial(server.port);
  get_line(connection);
  return connection;
}

std::vector<int> greeted(const Bare& server, int count) {
  std::vector<int> connections;
  for (int number = 0; number < count; ++number) connections.push_back(greeted(server));
  return connections;
}

void close_all(const std::vector<int>& connections) {
  for (const int connection : connections) close(connection);
}

}  // namespace

void run_floor_of_lab04(const std::filesystem::path& programs) {
  const std::string program = programs / "forkserver";
  const auto with_server = [&](const std::function<void(const Bare&)>& exchange) {
    const auto server = start(program);
    close(greeted(server));
    exchange(server);
    stop(server, SIGTERM);
  };
  with_server([](const Bare& server) {  // R01
    const auto clients = greeted(server, 8);
    for (int round = 0; round < 3; ++round)
      for (const int client : clients) ask(client, 1);
    close_all(clients);
  });
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });   // R02
  with_server([](const Bare& server) { close_all(greeted(server, 10)); });  // R03
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });  // R04
  with_server([](const Bare& server) { close_all(greeted(server, 2)); });  // R05
  with_server([](const Bare& server) {                                     // R06
    const auto clients = greeted(server, 2);
    ask(clients[0], 10);
    end(clients[0]);
    close(clients[1]);
  });
  with_server([](const Bare& server) {
    const int client = greeted(server);
    ask(client, 6000);
    end(client);
  });
  with_server([](const Bare& server) { close_all(greeted(server, 8)); });  // R07
  with_server([](const Bare& server) { close(greeted(server)); });
  with_server([](const Bare& server) {  // R08
    for (int number = 0; number < 10; ++number) {
      const int client = greeted(server);
      ask(client, 5);
      close(client);
    }
  });
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });  // R09
  with_server([](const Bare& server) { close_all(greeted(server, 5)); });  // R10
  with_server([&](const Bare& server) {                                    // R11
    close_all(greeted(server, 2));
    stop(start(program));
  });
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });  // R12
  with_server([](const Bare& server) { close_all(greeted(server, 2)); });
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });  // R13
  with_server([](const Bare& server) { close_all(greeted(server, 3)); });  // R14
  with_server([](const Bare& server) { close(greeted(server)); });
  with_server([](const Bare& server) { close(greeted(server)); });
  with_server([](const Bare& server) { close_all(greeted(server, 8)); });  // R15
  for (const std::size_t size : {0u, 512u, 608u, 300000u, 5u, 300000u, 0u, 0u})
    with_server([size](const Bare& server) {
      const int client = greeted(server);
      for (std::size_t done = 0; done < size; done += 4096) ask(client, std::min<std::size_t>(4096, size - done));
      close(client);
    });
  for (int turn = 0; turn < 12; ++turn) wait_for(spawn(program, {}));
}

}  // namespace wirelab::bench
