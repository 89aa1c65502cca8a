// The words that checks are written in. A check says what happens on the wire and nothing else:
//
//   // R05: it answers what has arrived, before the client ends its stream or sends a newline
//   CHECK(R05, AnswersAtOnce) {
//     auto client = start_server().connect();
//     client.send("hello");
//     client.expect("HELLO");
//   }
//
// Waiting, ports, clean-up, time-outs and the words for the student are the vocabulary's affair.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "check/client.hpp"
#include "check/command.hpp"
#include "check/datagram_programs.hpp"
#include "check/forking_server.hpp"
#include "check/judge.hpp"
#include "check/own_service.hpp"
#include "check/server.hpp"
#include "check/shim.hpp"
#include "check/world.hpp"

namespace wirelab::check {

class Conversation {
public:
  explicit Conversation(World& world) : world_(world) {}
  virtual ~Conversation() = default;
  virtual void run() = 0;

protected:
  /// The lab's first program is run with these arguments: it prints something and ends.
  Command command(const std::vector<std::string>& arguments);
  /// The second build of it (lab.toml) that is called NAME, run while what malloc gives is filled with garbage too.
  Command second_build(const std::string& name, const std::vector<std::string>& arguments);

  // The lab's first program as a TCP server.
  /// Starts it on a port of the check's choice and waits until it listens there.
  Server start_server();
  /// The same on this port.
  Server start_server_on(Port port);
  /// Starts it with these arguments, and waits for nothing.
  Server run_server(const std::vector<std::string>& arguments);
  /// Starts a second copy on the port of FIRST, and waits for nothing.
  Server run_second_copy(const Server& first);
  /// Starts it on a port where a server of ours listens already, on every address, and waits for nothing.
  Server run_server_on_a_taken_port();
  /// The same as start_server; its process group has another member, which is none of its business.
  ForkingServer start_forking_server();

  // The lab's first program as a TCP client of ours.
  /// A server of ours at an address of loopback and a port of the check's choice.
  OwnService serve();
  /// The same; what a connection has unread fits in a few packets, and send buffers as for Server::connect_with_small_buffer.
  OwnService serve_with_small_buffer();
  /// An address and port where nobody listens.
  Endpoint nobody();
  /// HOST and PORT as a student would type them.
  std::vector<std::string> arguments_of(const Endpoint& endpoint) const;
  /// Starts the client with HOST and PORT of SERVICE; its standard input is ours.
  RunningProgram run_client(OwnService& service, const Shim& shim = {});
  RunningProgram run_client(const std::vector<std::string>& arguments);

  // The lab's programs for datagrams.
  /// Starts the listener on a port of the check's choice and waits until it is bound there.
  Listener start_listener();
  Listener run_listener(const std::vector<std::string>& arguments);
  /// A socket of ours for datagrams at ADDRESS, where a talker finds it.
  DatagramSocket listen_for_datagrams(const Address& address);
  /// Starts the talker with the address and port of LISTENER and these messages.
  Talker run_talker(DatagramSocket& listener, const std::vector<std::string>& messages);
  Talker run_talker(const std::vector<std::string>& arguments);
  /// The arguments of a talker to ENDPOINT.
  std::vector<std::string> with_messages(const Endpoint& endpoint, const std::vector<std::string>& messages) const;
  /// BYTES as a listener prints them: 0x20-0x7e but backslash as they are, all others as \xHH.
  static std::string escaped(std::string_view bytes);

  /// Letters a-z from the seed.
  std::string letters(std::size_t count) { return world_.payload().letters(count); }
  /// All 256 byte values, COUNT times, shuffled.
  std::string every_byte(std::size_t count) { return world_.payload().every_byte(count); }
  /// All byte values but that of newline, shuffled.
  std::string every_byte_but_newline();
  /// Any IPv4 address.
  Address any_address() { return world_.payload().address(); }
  /// A port of the check's choice, as a student would type it.
  Port any_port() { return world_.port(); }
  /// 127.0.0.LAST.
  Address loopback(std::uint8_t last) const { return Address::ipv4(0x7f000000u + last); }
  /// An address of the host that is not in 127/8.
  Address further_address() const;
  /// One that nothing can be sent to from this network (TEST-NET-1, RFC 5737).
  Address unroutable_address() const { return Address::ipv4(0xc0000209); }
  /// A socket that sees every datagram of this network from now on; see DatagramSocket.
  DatagramSocket open_datagram_socket(const Endpoint& at);

private:
  OwnService serve(const TcpListener::Options& options);
  StartedProgram& start(std::size_t program, const std::vector<std::string>& arguments, const std::string& called,
                        const StartOptions& options = {});

  World& world_;
};

template <typename Check>
std::unique_ptr<Conversation> make_conversation(World& world) {
  return std::make_unique<Check>(world);
}

/// One conversation that proves REQUIREMENT. A requirement may have several; it is met when all go well.
#define CHECK(requirement, name)                                                                                     \
  struct requirement##_##name final : ::wirelab::check::Conversation {                                               \
    using Conversation::Conversation;                                                                                \
    void run() override;                                                                                             \
  };                                                                                                                 \
  TEST(requirement, name) {                                                                                          \
    ::wirelab::check::judge_as_test(#requirement, #name, ::wirelab::check::make_conversation<requirement##_##name>); \
  }                                                                                                                  \
  void requirement##_##name::run()

}  // namespace wirelab::check
