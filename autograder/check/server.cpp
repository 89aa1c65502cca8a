#include "check/server.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "check/evidence.hpp"
#include "model/text.hpp"
#include "process/open_files.hpp"

namespace wirelab::check {
namespace {

/// Room for a few packets of 1,500 bytes: a hundred kilobytes then are enough to block who writes.
constexpr int small_buffer = 16 << 10;

/// Whether the program holds one of the sockets LISTENING whose port is right.
bool holds_one_of(const std::vector<Socket>& listening, const StartedProgram& started, const std::function<bool(Port)>& is_right) {
  return std::ranges::any_of(listening, [&](const Socket& socket) {
    return is_right(socket.local.port) && holds_socket(started.program.view(), socket.inode);
  });
}

}  // namespace

Client Server::connect() { return connect(Address::ipv4(0x7f000001), {}); }

Client Server::connect_to(const Address& address) { return connect(address, {}); }

Client Server::connect_with_small_buffer() { return connect(Address::ipv4(0x7f000001), {small_buffer}); }

Client Server::connect(const Address& address, const TcpPeer::Options& options) {
  auto& named = world().connect({address, port_number()}, options);
  world().story().tell(named.called, address == Address::ipv4(0x7f000001) ? "connected" : "connected to " + address.to_string());
  Client client(world(), named, started());
  client.expect_established();
  return client;
}

void Server::listen_on(Port port) {
  started().port = port;
  expect_listening();
}

bool Server::listens() const {
  return holds_one_of(world().sockets().listening(), started(), [this](Port port) { return port == port_number(); });
}

void Server::expect_listening() {
  std::vector<Socket> listening;  // of one look for both questions
  const auto ours = [&] {
    listening = world().sockets().listening();
    return holds_one_of(listening, started(), [this](Port port) { return port == port_number(); });
  };
  const auto elsewhere = [&] { return holds_one_of(listening, started(), [this](Port port) { return port != port_number(); }); };
  const auto ending = world().wait_for(ours, elsewhere);
  if (ending == Ending::met) {
    world().timeline().program("listen", port());
    return;
  }
  auto instead = what_it_has_instead();
  if (instead.empty())
    instead = explain(world(), started(), ending);
  else if (ending != Ending::hopeless)
    instead += "; " + explain(world(), started(), ending);
  world().fail(fmt::format("a TCP socket that listens on port {}", port()), instead, unmet("listening"));
}

void Server::expect_listening_on(const Address& address) {
  // Asked until it is so: a thread that is just ending, say, has no descriptors to show.
  const auto takes = [&] {
    return std::ranges::any_of(own_sockets(), [&](const Socket& socket) {
      return socket.state == TcpState::listen && socket.local.port == port_number() && socket.takes(address);
    });
  };
  if (world().wait_for(takes) != Ending::met)
    world().fail(fmt::format("a socket that takes connections to {}:{}", address.to_string(), port()), what_it_has_instead(),
                 unmet("listening on " + address.to_string()));
}

void Server::expect_open_descriptors(std::size_t before) {
  // What a program does not leave behind it has closed at some moment, even if its processes come and go all the time.
  auto now = before;
  const auto as_before = [&] {
    now = count_descriptors();
    return now <= before;
  };
  if (world().watch_until(as_before, std::chrono::seconds(0)) == Ending::met) return;
  world().fail(fmt::format("{} open descriptors, as before these clients", before), fmt::format("{}: {} more", now, now - before),
               unmet("descriptors"));
}

std::size_t Server::open_descriptors() {
  settle();
  return count_descriptors();
}

std::size_t Server::count_descriptors() {
  std::size_t count = 0;
  for (const Pid process : program().view().processes()) count += open_files(program().view(), process).size();
  return count;
}

}  // namespace wirelab::check
