#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>

#include "bare.hpp"
#include "floors.hpp"

namespace wirelab::bench {
namespace {

void type(const BareClient& client, const std::string& text) { static_cast<void>(write(client.input, text.data(), text.size())); }

/// A client of a bare server, which does EXCHANGE with it.
void serve(const std::string& program, const std::function<void(const BareClient&, int)>& exchange) {
  std::uint16_t port = 0;
  const int listener = listen_on(SOCK_STREAM, port);
  const auto client = spawn_with_input(program, {"127.0.0.1", std::to_string(port)});
  const int connection = accept(listener, nullptr, nullptr);
  exchange(client, connection);
  close(connection);
  close(client.input);
  kill(client.process, SIGKILL);
  wait_for(client.process);
  close(listener);
}

void line(const BareClient& client, int connection, std::size_t size) {
  type(client, std::string(size - 1, 'a') + "\n");
  get(connection, size);
}

void reply(int connection, std::size_t size) {
  put(connection, size - 1);
  static_cast<void>(send(connection, "\n", 1, MSG_NOSIGNAL));
}

}  // namespace

void run_floor_of_lab02(const std::filesystem::path& programs) {
  const std::string program = programs / "ucclient";
  const auto talk = [&](std::initializer_list<std::size_t> sizes) {
    serve(program, [&](const BareClient& client, int connection) {
      for (const auto size : sizes) line(client, connection, size), reply(connection, size);
    });
  };
  serve(program, [](const BareClient& client, int) { type(client, "hello\n"); });  // R01
  talk({6, 7});                                                                    // R02
  talk({301, 3, 1, 21});                                                           // R03
  talk({4});
  serve(program, [](const BareClient& client, int connection) {  // R04
    line(client, connection, 6);
    for (int byte = 0; byte < 7; ++byte) put(connection, 1);
    reply(connection, 1);
    line(client, connection, 7);
    reply(connection, 10);
  });
  serve(program, [](const BareClient& client, int connection) {
    for (const std::size_t size : {1023, 1024, 1025, 4095, 4096, 100000, 3}) line(client, connection, 5), reply(connection, size);
  });
  talk({4, 4, 6, 5});                                                                                                      // R05
  talk({6, 65536});                                                                                                        // R06
  talk({256});                                                                                                             // R07
  for (int turn = 0; turn < 3; ++turn) talk({4});                                                                          // R08
  serve(program, [](const BareClient& client, int connection) { line(client, connection, 4), reply(connection, 5527); });  // R09
  wait_for(spawn(program, {"127.0.0.1", "9"}));                                                                            // R10
  for (int turn = 0; turn < 5; ++turn) talk({4});                                                                          // R11
  talk({12, 2, 1});                                                                                                        // R12
  talk({4});
  talk({6});  // R13
  talk({7});
  for (int turn = 0; turn < 16; ++turn) wait_for(spawn(program, {}));  // R14
}

}  // namespace wirelab::bench
