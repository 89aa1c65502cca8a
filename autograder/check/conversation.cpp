#include "check/conversation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "process/network.hpp"

namespace wirelab::check {
namespace {

/// Room for a few packets of 1,500 bytes.
constexpr int small_buffer = 16 << 10;

/// The second copy of a program is not called "yours".
std::string name_of(const World& world, const std::string& role) {
  if (world.programs().empty()) return "your " + role;
  return "the second " + role;
}

}  // namespace

StartedProgram& Conversation::start(std::size_t program, const std::vector<std::string>& arguments, const std::string& called,
                                    const StartOptions& options) {
  return world_.start(world_.session().programs.at(program), arguments, called, options);
}

Command Conversation::command(const std::vector<std::string>& arguments) {
  StartOptions options;
  options.after_the_last = true;
  auto& started = start(0, arguments, "your program", options);
  std::string line = "was run with";
  for (const auto& argument : arguments)
    line += argument.empty() || argument.find(' ') != std::string::npos ? " \"" + argument + "\"" : " " + argument;
  world_.story().tell(started.called, arguments.empty() ? "was run without arguments" : line);
  return {world_, started};
}

Command Conversation::second_build(const std::string& name, const std::vector<std::string>& arguments) {
  StartOptions options;
  options.after_the_last = true;
  options.environment = {"MALLOC_PERTURB_=165"};  // mallopt(3), M_PERTURB
  auto& started = world_.start(name, arguments, "your program", options);
  world_.story().tell(started.called, fmt::format("was run with {}, and all memory filled before with something that is not zero",
                                                  fmt::join(arguments, " ")));
  return {world_, started};
}

Server Conversation::run_server(const std::vector<std::string>& arguments) {
  return {world_, start(0, arguments, world_.programs().empty() ? "your server" : "the second copy")};
}

Server Conversation::start_server() { return start_server_on(world_.port()); }

Server Conversation::start_server_on(Port port) {
  const auto number = std::to_string(port.number);
  auto& started = start(0, {number}, world_.programs().empty() ? "your server" : "the restarted server");
  started.port = port;
  world_.story().tell(started.called, "was started with port " + number);
  Server server(world_, started);
  server.expect_listening();
  return server;
}

ForkingServer Conversation::start_forking_server() {
  StartOptions options;
  options.with_witness = true;
  const auto port = world_.port();
  auto& started = start(0, {std::to_string(port.number)}, "your server", options);
  started.port = port;
  world_.story().tell(started.called, "was started with port " + std::to_string(port.number));
  ForkingServer server(Server(world_, started));
  server.expect_listening();
  return server;
}

Server Conversation::run_second_copy(const Server& first) {
  auto& started = start(0, {first.port()}, "the second copy");
  started.port = first.port_number();
  world_.story().tell(started.called, "was started with the same port " + first.port());
  return {world_, started};
}

Server Conversation::run_server_on_a_taken_port() {
  const auto port = world_.port();
  world_.listen({Address::ipv4(0), port}, {});
  auto& started = start(0, {std::to_string(port.number)}, "your server");
  started.port = port;
  world_.story().tell(started.called, fmt::format("was started with port {}, where somebody else listens", port.number));
  return {world_, started};
}

OwnService Conversation::serve(const TcpListener::Options& options) {
  const auto port = world_.port();
  const auto address = loopback(world_.payload().last_byte());
  auto& server = world_.listen({address, port}, options);
  auto& swapped = world_.listen({address, port.swapped()}, options);
  return {world_, server, &swapped};
}

OwnService Conversation::serve() { return serve(TcpListener::Options{}); }

OwnService Conversation::serve_with_small_buffer() { return serve(TcpListener::Options{small_buffer}); }

std::vector<std::string> Conversation::arguments_of(const Endpoint& endpoint) const {
  return {endpoint.address.to_string(), std::to_string(endpoint.port.number)};
}

std::vector<std::string> Conversation::with_messages(const Endpoint& endpoint, const std::vector<std::string>& messages) const {
  auto arguments = arguments_of(endpoint);
  arguments.insert(arguments.end(), messages.begin(), messages.end());
  return arguments;
}

std::string Conversation::escaped(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    if (byte >= 0x20 && byte <= 0x7e && byte != '\\')
      text += byte;
    else
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  }
  return text;
}

std::string Conversation::every_byte_but_newline() {
  auto bytes = every_byte(1);
  std::erase(bytes, '\n');
  return bytes;
}

Endpoint Conversation::nobody() { return {loopback(world_.payload().last_byte()), world_.port()}; }

RunningProgram Conversation::run_client(OwnService& service, const Shim& shim) {
  StartOptions options;
  options.with_input = true;
  auto& started = start(0, {service.address(), service.port()}, name_of(world_, "client"), with_shim(shim, options));
  world_.story().tell(started.called, fmt::format("was started with {} {}", service.address(), service.port()));
  RunningProgram client(world_, started);
  service.is_for(client);
  return client;
}

RunningProgram Conversation::run_client(const std::vector<std::string>& arguments) {
  StartOptions options;
  options.with_input = true;
  auto& started = start(0, arguments, "your client", options);
  world_.story().tell(
      started.called,
      fmt::format("was started with {}", arguments.empty() ? "no arguments" : fmt::format("{}", fmt::join(arguments, " "))));
  return {world_, started};
}

Listener Conversation::run_listener(const std::vector<std::string>& arguments) {
  world_.watch_datagrams();
  auto& started = start(0, arguments, name_of(world_, "listener"));
  world_.story().tell(
      started.called,
      fmt::format("was started with {}", arguments.empty() ? "no arguments" : fmt::format("{}", fmt::join(arguments, " "))));
  return {world_, started};
}

Listener Conversation::start_listener() {
  world_.watch_datagrams();
  const auto port = world_.port();
  auto& started = start(0, {std::to_string(port.number)}, name_of(world_, "listener"));
  started.port = port;
  world_.story().tell(started.called, fmt::format("was started with port {}", port.number));
  Listener listener(world_, started);
  listener.expect_bound();
  return listener;
}

DatagramSocket Conversation::listen_for_datagrams(const Address& address) { return open_datagram_socket({address, world_.port()}); }

DatagramSocket Conversation::open_datagram_socket(const Endpoint& at) {
  world_.watch_datagrams();
  const auto number = world_.datagram_sockets().size();
  auto& named = world_.open_datagram_socket(at, number == 0 ? "the listener" : fmt::format("socket {}", number + 1));
  return {world_, named, nullptr};
}

Talker Conversation::run_talker(DatagramSocket& listener, const std::vector<std::string>& messages) {
  std::vector<std::string> arguments{listener.address(), listener.port()};
  arguments.insert(arguments.end(), messages.begin(), messages.end());
  auto& started = start(1, arguments, name_of(world_, "talker"));
  world_.story().tell(started.called, fmt::format("was started with {} {} and {} message{}", listener.address(), listener.port(),
                                                  messages.size(), messages.size() == 1 ? "" : "s"));
  Talker talker(world_, started);
  listener.is_for(talker);
  return talker;
}

Talker Conversation::run_talker(const std::vector<std::string>& arguments) {
  world_.watch_datagrams();
  auto& started = start(1, arguments, name_of(world_, "talker"));
  world_.story().tell(
      started.called,
      fmt::format("was started with {}", arguments.empty() ? "no arguments" : fmt::format("{}", fmt::join(arguments, " "))));
  return {world_, started};
}

Address Conversation::further_address() const {
  if (world_.session().isolation != Isolation::namespaces) return Address::ipv4(0x7f010203);
  return further_host_address();
}

}  // namespace wirelab::check
