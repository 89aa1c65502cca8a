#include "check/conversation.hpp"

#include "process/network.hpp"

namespace wirelab::check {

Server Conversation::run_server(const std::vector<std::string>& arguments) {
  auto& started =
      world_.start(world_.session().programs.front(), arguments, world_.programs().empty() ? "your server" : "the second copy");
  return {world_, started};
}

Server Conversation::start_server() { return start_server_on(world_.payload().port()); }

Server Conversation::start_server_on(Port port) {
  const auto number = std::to_string(port.number);
  const auto* called = world_.programs().empty() ? "your server" : "the restarted server";
  auto& started = world_.start(world_.session().programs.front(), {number}, called);
  started.port = port;
  world_.story().tell(started.called, "was started with port " + number);
  Server server(world_, started);
  server.expect_listening();
  return server;
}

Server Conversation::run_second_copy(const Server& first) {
  auto& started = world_.start(world_.session().programs.front(), {first.port()}, "the second copy");
  started.port = first.port_number();
  world_.story().tell(started.called, "was started with the same port " + first.port());
  return {world_, started};
}

Address Conversation::further_address() const {
  if (world_.session().isolation != Isolation::namespaces) return Address::ipv4(0x7f010203);
  return further_host_address();
}

}  // namespace wirelab::check
